//! What several visits to one RDP listener said of it, put together.

use super::visit::Question;
use crate::probes::x224::{self, Confirm, Failure};
use maillon_diagnosis::checks::gateway::Rdp;

/// What one answer says. Refusing plain TLS alone means that Network Level Authentication is required.
pub(super) fn rdp(confirm: Confirm, question: Question) -> Rdp {
    let asked = question == Question::Authentication;
    match confirm {
        Confirm::Selected { protocol, .. } => Rdp {
            negotiates: true,
            protocol: (!asked).then(|| x224::protocol_name(protocol).to_owned()),
            nla_required: asked.then_some(false),
            failure_code: None,
        },
        Confirm::Failed(Failure::HybridRequired) if asked => Rdp {
            negotiates: true,
            nla_required: Some(true),
            ..Rdp::default()
        },
        Confirm::Failed(failure) => Rdp {
            negotiates: true,
            failure_code: (!asked).then(|| failure.code()),
            ..Rdp::default()
        },
        Confirm::Old => Rdp::default(),
    }
}

/// What several visits said of one listener, put together.
pub(super) fn together(known: Option<Rdp>, seen: Option<Rdp>) -> Option<Rdp> {
    let (Some(known), Some(seen)) = (known.clone(), seen.clone()) else {
        return known.or(seen);
    };
    Some(Rdp {
        negotiates: known.negotiates || seen.negotiates,
        protocol: seen.protocol.or(known.protocol),
        nla_required: seen.nla_required.or(known.nla_required),
        failure_code: seen.failure_code.or(known.failure_code),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_to_plain_tls_alone_is_no_failure_of_the_listener() {
        let first = rdp(
            Confirm::Selected {
                flags: 0,
                protocol: x224::HYBRID,
            },
            Question::Certificate,
        );
        let second = rdp(Confirm::Failed(Failure::HybridRequired), Question::Authentication);
        let both = together(Some(first), Some(second)).expect("two answers");
        assert_eq!((both.nla_required, both.failure_code), (Some(true), None));
        assert_eq!(both.protocol.as_deref(), Some("CredSSP"));
    }

    #[test]
    fn a_failure_to_every_protocol_is_kept_with_its_code() {
        let failed = rdp(Confirm::Failed(Failure::NoCertificate), Question::Certificate);
        let later = rdp(Confirm::Failed(Failure::NoCertificate), Question::Authentication);
        let both = together(Some(failed), Some(later)).expect("two answers");
        assert_eq!((both.negotiates, both.failure_code), (true, Some(3)));
    }
}
