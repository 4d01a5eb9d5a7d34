//! The temporary file of the test, and a way to read it past the cache of the system.

use std::fs::File;
#[cfg(not(windows))]
use std::io;
#[cfg(not(windows))]
use std::path::Path;

/// A file that is gone when it is dropped, or when the program ends in whatever way.
#[derive(Debug)]
pub(super) struct TestFile {
    /// Open for reading and writing.
    pub(super) file: File,
    /// Closed before it is removed: the fields go in this order.
    #[cfg(windows)]
    path: tempfile::TempPath,
}

#[cfg(not(windows))]
impl TestFile {
    /// A new one in `folder`, without a name.
    pub(super) fn create(folder: &Path) -> io::Result<Self> {
        let file = tempfile::tempfile_in(folder)?;
        Ok(Self { file })
    }

    /// The same file, read past the cache from now on.
    #[cfg(target_os = "linux")]
    pub(super) fn past_the_cache(&self) -> io::Result<File> {
        use rustix::fs::{Advice, OFlags, fadvise, fcntl_getfl, fcntl_setfl};
        // Some file systems accept the flag and read through the cache all the same, so it is emptied first.
        fadvise(&self.file, 0, None, Advice::DontNeed)?;
        let refused = |_| {
            io::Error::new(
                io::ErrorKind::Unsupported,
                "this file system does not read past the cache",
            )
        };
        fcntl_setfl(&self.file, fcntl_getfl(&self.file)? | OFlags::DIRECT).map_err(refused)?;
        self.file.try_clone()
    }

    /// Other systems are not asked yet.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn past_the_cache(&self) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(windows)]
mod windows {
    use super::TestFile;
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::os::windows::fs::OpenOptionsExt;
    use std::path::Path;
    use windows_sys::Win32::Storage::FileSystem::{
        FILE_FLAG_DELETE_ON_CLOSE, FILE_FLAG_NO_BUFFERING, FILE_SHARE_DELETE, FILE_SHARE_READ, FILE_SHARE_WRITE,
    };

    impl TestFile {
        /// A new one in `folder`, which the system removes when its last handle is closed
        /// (`learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-createfilew`).
        pub(in super::super) fn create(folder: &Path) -> io::Result<Self> {
            let open = |path: &Path| {
                let mut options = shared();
                options
                    .write(true)
                    .create_new(true)
                    .custom_flags(FILE_FLAG_DELETE_ON_CLOSE);
                options.open(path)
            };
            let named = tempfile::Builder::new().prefix("maillon-disk-").make_in(folder, open)?;
            let (file, path) = named.into_parts();
            Ok(Self { file, path })
        }

        /// The same file by a second handle that no cache serves.
        pub(in super::super) fn past_the_cache(&self) -> io::Result<File> {
            shared().custom_flags(FILE_FLAG_NO_BUFFERING).open(&self.path)
        }
    }

    fn shared() -> OpenOptions {
        let mut options = OpenOptions::new();
        options
            .read(true)
            .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE);
        options
    }
}
