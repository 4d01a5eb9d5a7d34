//! A spoken code as a QR code (ISO/IEC 18004), as the outline of an SVG path.

use super::Spoken;
use crate::view::QrView;
use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};
use std::fmt::Write;

impl Spoken {
    /// The code for a camera: version 1, medium correction, which holds its twenty characters exactly.
    ///
    /// # Panics
    /// Never: a code has twenty characters of the alphanumeric mode.
    pub fn qr(&self) -> QrView {
        let text = self.code().replace('-', "");
        let version = Version::Normal(1);
        let mut bits = Bits::new(version);
        let pushed = bits
            .push_alphanumeric_data(text.as_bytes())
            .and_then(|()| bits.push_terminator(EcLevel::M));
        let qr = pushed.and_then(|()| QrCode::with_bits(bits, EcLevel::M));
        let qr = qr.expect("twenty characters fit, held by a test");
        let size = qr.width();
        let mut path = String::new();
        for y in 0..size {
            let mut x = 0;
            while x < size {
                let dark = (x..size).take_while(|x| qr[(*x, y)] == Color::Dark).count();
                if dark > 0 {
                    let _ = write!(path, "M{x} {y}h{dark}v1h-{dark}z");
                }
                x += dark.max(1);
            }
        }
        QrView {
            size: u32::try_from(size).unwrap_or(u32::MAX),
            path,
        }
    }
}
