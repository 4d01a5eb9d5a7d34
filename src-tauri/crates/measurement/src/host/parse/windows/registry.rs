//! Understands values of the registry.
//!
//! Source: `learn.microsoft.com/windows/win32/sysinfo/registry-value-types`.

use super::part;

/// Longest text kept, characters.
const LONGEST: usize = 1024;

/// Kind of a value.
const REG_SZ: u32 = 1;
const REG_EXPAND_SZ: u32 = 2;
const REG_DWORD: u32 = 4;
const REG_MULTI_SZ: u32 = 7;

/// Texts kept of one list.
const MOST: usize = 64;

/// Text up to its end mark, which a value may lack; none for another kind and for an empty one.
pub fn text(kind: u32, bytes: &[u8]) -> Option<String> {
    if ![REG_SZ, REG_EXPAND_SZ].contains(&kind) {
        return None;
    }
    until_its_end(&units(bytes))
}

/// Texts of a list, or the one text that stands for it; empty for another kind.
pub fn texts(kind: u32, bytes: &[u8]) -> Vec<String> {
    if kind != REG_MULTI_SZ {
        return text(kind, bytes).into_iter().collect();
    }
    let units = units(bytes);
    let each = units.split(|unit| *unit == 0).take(MOST);
    each.filter_map(until_its_end).collect()
}

fn units(bytes: &[u8]) -> Vec<u16> {
    let pairs = bytes.as_chunks::<2>().0;
    pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect()
}

fn until_its_end(units: &[u16]) -> Option<String> {
    let units = units.iter().copied().take_while(|unit| *unit != 0);
    let units: Vec<u16> = units.take(LONGEST).collect();
    let text = String::from_utf16_lossy(&units).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// A number of 32 bits; none for another kind.
pub fn number(kind: u32, bytes: &[u8]) -> Option<u32> {
    let value = (kind == REG_DWORD && bytes.len() == 4).then(|| part(bytes, 0))??;
    Some(u32::from_le_bytes(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_ends_at_its_mark_or_with_its_bytes() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        assert_eq!(text(REG_SZ, &utf16("LENOVO\0junk")).as_deref(), Some("LENOVO"));
        assert_eq!(
            text(REG_EXPAND_SZ, &utf16("Latitude 7440 ")).as_deref(),
            Some("Latitude 7440")
        );
        assert_eq!(text(REG_SZ, &[0x41, 0, 0x42]).as_deref(), Some("A"));
        assert_eq!((text(REG_SZ, &[]), text(REG_DWORD, &utf16("A"))), (None, None));
        assert_eq!(
            text(REG_SZ, &utf16(&"x".repeat(5000))).map(|text| text.len()),
            Some(LONGEST)
        );
    }

    #[test]
    fn a_list_has_as_many_texts_as_end_marks() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        assert_eq!(texts(REG_MULTI_SZ, &utf16(".a\0.b\0\0")), [".a", ".b"]);
        assert_eq!(texts(REG_MULTI_SZ, &utf16(".a")), [".a"]);
        assert_eq!(texts(REG_SZ, &utf16(".a\0")), [".a"]);
        assert!(texts(REG_MULTI_SZ, &[]).is_empty() && texts(REG_DWORD, &[1, 0, 0, 0]).is_empty());
    }

    #[test]
    fn a_number_has_four_bytes() {
        assert_eq!(number(REG_DWORD, &[1, 0, 0, 0]), Some(1));
        assert_eq!((number(REG_DWORD, &[1]), number(REG_SZ, &[1, 0, 0, 0])), (None, None));
    }
}
