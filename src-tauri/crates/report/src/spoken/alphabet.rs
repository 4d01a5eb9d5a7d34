//! The characters of a spoken code: Crockford's base 32 (crockford.com/base32.html), whose letters are not mistaken for
//! figures, and a check that finds every single slip.

use super::SpokenError;

/// Characters of a code, without what groups them.
pub(super) const LENGTH: usize = 20;
const BITS_EACH: usize = 5;
/// Bits of a code that carry meaning.
pub(super) const PAYLOAD_BITS: usize = LENGTH * BITS_EACH - CHECK_BITS;
const CHECK_BITS: usize = 10;
const GROUP: usize = 5;
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// CRC-10 of ITU-T I.610: it finds every error within ten neighbouring bits, so every wrong character and every two
/// neighbours that changed places.
const POLYNOMIAL: u16 = 0x233;
const START: u16 = 0x3ff;

/// Writes the meaning, in four groups of five.
pub(super) fn write(payload: u128) -> String {
    let bits = (payload << CHECK_BITS) | u128::from(check(payload));
    let mut text = String::with_capacity(LENGTH + LENGTH / GROUP);
    for position in 0..LENGTH {
        if position > 0 && position.is_multiple_of(GROUP) {
            text.push('-');
        }
        let value = (bits >> (BITS_EACH * (LENGTH - 1 - position))) & 0x1f;
        text.push(char::from(SIGNS[value as usize]));
    }
    text
}

/// Reads the meaning back, however it is grouped and in small letters too.
pub(super) fn read(text: &str) -> Result<u128, SpokenError> {
    let spoken = text.chars().filter(|sign| !is_between(*sign));
    let mut bits: u128 = 0;
    let mut length = 0;
    for sign in spoken {
        let value = value(sign).ok_or(SpokenError::Character(sign))?;
        length += 1;
        if length <= LENGTH {
            bits = (bits << BITS_EACH) | value as u128;
        }
    }
    if length != LENGTH {
        return Err(SpokenError::Length(length));
    }
    let payload = bits >> CHECK_BITS;
    let told = (bits & ((1 << CHECK_BITS) - 1)) as u16;
    if told == check(payload) {
        Ok(payload)
    } else {
        Err(SpokenError::Check)
    }
}

fn is_between(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '.' | ',')
}

/// What a sign stands for; those Crockford leaves out are read as what they look like.
fn value(sign: char) -> Option<usize> {
    let sign = match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    SIGNS.iter().position(|known| char::from(*known) == sign)
}

fn check(payload: u128) -> u16 {
    (0..PAYLOAD_BITS).rev().fold(START, |rest, position| {
        let bit = ((payload >> position) & 1) as u16;
        let carry = (rest >> (CHECK_BITS - 1)) ^ bit;
        let shifted = (rest << 1) & START;
        if carry == 1 { shifted ^ POLYNOMIAL } else { shifted }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn payload() -> impl Strategy<Value = u128> {
        0..(1_u128 << PAYLOAD_BITS)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(payload in payload()) {
            let text = write(payload);
            prop_assert_eq!(text.len(), 23);
            prop_assert_eq!(read(&text), Ok(payload));
            prop_assert_eq!(read(&text.to_lowercase().replace('-', " ")), Ok(payload));
        }

        #[test]
        fn one_wrong_character_is_found(payload in payload(), at in 0..LENGTH, other in 1..32_usize) {
            let mut signs: Vec<char> = write(payload).chars().filter(|sign| *sign != '-').collect();
            let was = value(signs[at]).expect("of the alphabet");
            signs[at] = char::from(SIGNS[was ^ other]);
            prop_assert_eq!(read(&signs.iter().collect::<String>()), Err(SpokenError::Check));
        }

        #[test]
        fn two_neighbours_that_changed_places_are_found(payload in payload(), at in 0..LENGTH - 1) {
            let mut signs: Vec<char> = write(payload).chars().filter(|sign| *sign != '-').collect();
            prop_assume!(signs[at] != signs[at + 1]);
            signs.swap(at, at + 1);
            prop_assert_eq!(read(&signs.iter().collect::<String>()), Err(SpokenError::Check));
        }

        #[test]
        fn anything_at_all_is_read_or_refused(text in ".*") {
            let _ = read(&text);
        }
    }

    #[test]
    fn letters_that_look_like_figures_are_read_as_figures() {
        let text = write(0);
        assert!(text.contains('0'), "{text}");
        assert_eq!(read(&text.replace('0', "o")), Ok(0));
        assert_eq!(read("U"), Err(SpokenError::Character('U')));
        assert_eq!(read("123"), Err(SpokenError::Length(3)));
    }
}
