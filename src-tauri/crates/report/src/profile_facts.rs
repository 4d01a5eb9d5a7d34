//! What a company's profile says, in words, for the person whose computer it governs.

use crate::format::foreign;
use crate::lang::Lang;
use crate::view::FactView;
use crate::words::Words;
use maillon_diagnosis::profile::Profile;

/// Names told of one list; the others are counted.
const MOST_NAMES: usize = 12;

/// What a profile says, a fact a line; empty for a profile that says nothing.
pub fn profile_facts(profile: &Profile, lang: Lang) -> Vec<FactView> {
    let words = &Words::of(lang);
    let Profile {
        company,
        bandwidth,
        vpn,
        gateway,
        servers,
        limits,
    } = profile;
    let servers: Vec<String> = servers
        .iter()
        .map(|server| format!("{} ({})", server.name, String::from(server.target.clone())))
        .collect();
    let facts = [
        ("company", company.name.as_deref().map(foreign)),
        ("helpdesk", company.helpdesk.as_deref().map(foreign)),
        (
            "vpn",
            vpn.expected.map(|kind| words.say(&format!("vpn-expected-{kind}"))),
        ),
        ("endpoint", one(vpn.endpoint.as_ref())),
        ("inside", one(vpn.inside.as_ref())),
        ("tse", several(words, &gateway.tse)),
        ("rd_gateway", one(gateway.rd_gateway.as_ref())),
        ("parallel", gateway.parallel_probes.map(|most| most.to_string())),
        ("servers", several(words, &servers)),
        ("nq", several(words, &bandwidth.nq)),
        ("anchors", several(words, &bandwidth.anchors)),
        ("stun", several(words, &bandwidth.stun)),
        ("stamp", several(words, &bandwidth.stamp)),
        (
            "cap",
            bandwidth.data_cap_mb.map(|most| words.bytes(f64::from(most) * 1e6)),
        ),
        ("limits", (!limits.is_empty()).then(|| limits.len().to_string())),
    ];
    facts
        .into_iter()
        .filter_map(|(id, value)| {
            Some(FactView {
                label: words.say(&format!("profile-fact-{id}")),
                value: value?,
            })
        })
        .collect()
}

fn one<T: Clone + Into<String>>(name: Option<&T>) -> Option<String> {
    name.map(|name| foreign(&name.clone().into()))
}

fn several<T: Clone + Into<String>>(words: &Words, names: &[T]) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let shown = names.iter().take(MOST_NAMES);
    let mut told: Vec<String> = shown.map(|name| foreign(&name.clone().into())).collect();
    if names.len() > MOST_NAMES {
        let others = names.len() - MOST_NAMES;
        told.push(words.tell("profile-others", [("n", others.into())]));
    }
    Some(told.join(&words.say("list-separator")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(toml: &str, lang: Lang) -> Vec<(String, String)> {
        let profile = Profile::parse(toml).expect("a profile");
        let facts = profile_facts(&profile, lang);
        facts.into_iter().map(|fact| (fact.label, fact.value)).collect()
    }

    #[test]
    fn what_the_company_set_is_told_and_nothing_else() {
        let toml = "[company]\nname = \"Exemple SA\"\n[vpn]\nexpected = \"full\"\nendpoint = \"vpn.exemple.fr:51820\"\n\
            [bandwidth]\ndata_cap_mb = 9\n[[server]]\nname = \"ERP\"\ntarget = \"https://erp.exemple.fr/\"\n";
        let expected = [
            ("Entreprise", "Exemple SA"),
            ("VPN attendu", "tout le trafic par le VPN"),
            ("Entrée du VPN (concentrateur)", "vpn.exemple.fr:51820"),
            ("Serveurs", "ERP (https://erp.exemple.fr/)"),
            ("Données par vérification", "9\u{202f}Mo"),
        ];
        let told_fr = told(toml, Lang::Fr);
        let told_fr: Vec<(&str, &str)> = told_fr.iter().map(|(label, value)| (&**label, &**value)).collect();
        assert_eq!(told_fr, expected);
        assert_eq!(told("", Lang::En), []);
    }

    #[test]
    fn a_long_list_is_cut_and_the_rest_counted() {
        let hosts: Vec<String> = (0..20).map(|n| format!("\"tse{n}.exemple.fr:3389\"")).collect();
        let toml = format!("[gateway]\ntse = [{}]\n", hosts.join(", "));
        let facts = told(&toml, Lang::En);
        assert!(facts[0].1.ends_with("tse11.exemple.fr:3389, and 8 more"), "{facts:?}");
    }

    #[test]
    fn a_name_cannot_steer_the_page() {
        let facts = told("[company]\nname = \"Ex\\u202eemple\\u0007\"\n", Lang::En);
        assert_eq!(facts[0].1, "Ex\u{fffd}emple\u{fffd}");
    }
}
