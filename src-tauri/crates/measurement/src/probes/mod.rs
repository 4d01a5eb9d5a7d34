//! One measuring technique a file.
