//! Joins what Windows Security Center knows of protection to what the names of processes gave away, and understands whether a
//! volume is encrypted.
//!
//! Many products for companies do not register there, and those that Windows holds off keep their processes: neither source is
//! enough alone (`learn.microsoft.com/windows/win32/api/iwscapi/nn-iwscapi-iwscproductlist`).

use maillon_diagnosis::checks::security::Product;

/// Words that tell no product from another.
const COMMON: [&str; 12] = [
    "antivirus",
    "cloud",
    "configuration",
    "endpoint",
    "for",
    "internet",
    "management",
    "manager",
    "microsoft",
    "secure",
    "security",
    "windows",
];

/// A product that registered with Security Center.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Name it gave itself; foreign text.
    pub name: String,
    /// Whether it protects now.
    pub active: bool,
}

/// The products, with what Security Center says of them; one it alone knows is added when it protects now.
pub fn with_registered(mut products: Vec<Product>, registered: &[Registered]) -> Vec<Product> {
    for one in registered {
        let shared = |product: &Product| {
            let words = words(&one.name);
            words
                .iter()
                .filter(|word| self::words(&product.name).contains(word))
                .count()
        };
        let best = products.iter_mut().max_by_key(|product| shared(product));
        match best.filter(|product| shared(product) > 0) {
            Some(product) => {
                product.real_time = Some(one.active);
                product.signs.push(one.name.clone());
            }
            None if one.active => products.push(Product {
                name: one.name.clone(),
                signs: vec![one.name.clone()],
                real_time: Some(true),
                ..Product::default()
            }),
            None => {}
        }
    }
    products
}

/// Whether a volume is encrypted, by the shell property `System.Volume.BitLockerProtection`, which tells any user what
/// `manage-bde` keeps to administrators. On is 1, locked 6, off 2. Unknown for what is under way (3, 4), for a protection
/// that is held off (5, 8: encrypted, with the key beside it) and for a number Microsoft does not write down
/// (`learn.microsoft.com/windows/win32/shell/context-menu-handlers` uses 2).
pub fn encrypted(protection: i32) -> Option<bool> {
    match protection {
        1 | 6 => Some(true),
        2 => Some(false),
        _ => None,
    }
}

fn words(name: &str) -> Vec<String> {
    let name = name.to_lowercase();
    let words = name.split(|letter: char| !letter.is_alphanumeric());
    words
        .filter(|word| word.len() >= 3 && !COMMON.contains(word))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(name: &str) -> Product {
        Product {
            name: name.to_owned(),
            real_time: Some(true),
            ..Product::default()
        }
    }

    fn registered(name: &str, active: bool) -> Registered {
        Registered {
            name: name.to_owned(),
            active,
        }
    }

    #[test]
    fn a_defender_that_is_held_off_is_no_second_scanner() {
        let joined = with_registered(
            vec![
                product("Microsoft Defender"),
                product("ESET"),
                product("CrowdStrike Falcon"),
            ],
            &[
                registered("Windows Defender", false),
                registered("ESET Endpoint Antivirus", true),
            ],
        );
        let states: Vec<_> = joined.iter().map(|one| one.real_time).collect();
        assert_eq!(states, [Some(false), Some(true), Some(true)]);
        assert_eq!(joined[1].signs, ["ESET Endpoint Antivirus"]);
    }

    #[test]
    fn a_volume_is_encrypted_or_not_only_where_nothing_is_under_way() {
        assert_eq!([1, 6, 2].map(encrypted), [Some(true), Some(true), Some(false)]);
        assert_eq!([0, 3, 4, 5, 7, 8, -1].map(encrypted), [None; 7]);
    }

    #[test]
    fn an_unknown_product_is_added_only_while_it_protects() {
        let unknown = [
            registered("Bouclier Security", true),
            registered("Old Antivirus Cloud", false),
        ];
        let joined = with_registered(vec![product("Microsoft Configuration Manager")], &unknown);
        assert_eq!(joined.len(), 2);
        assert_eq!(
            (joined[1].name.as_str(), joined[1].cpu_percent),
            ("Bouclier Security", None)
        );
    }
}
