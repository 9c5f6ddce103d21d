//! The relations that one unit can have to another.

/// A relation of one unit to another: `a.service` is `After` `b.service`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::missing_docs_in_private_items, reason = "systemd.unit(5), table 3")]
pub(crate) enum Relation {
    After,
    Before,
    Requires,
    RequiredBy,
    Requisite,
    RequisiteOf,
    Wants,
    WantedBy,
    BindsTo,
    BoundBy,
    PartOf,
    ConsistsOf,
    Upholds,
    UpheldBy,
    Conflicts,
    ConflictedBy,
    OnFailure,
    OnFailureOf,
    OnSuccess,
    OnSuccessOf,
    PropagatesReloadTo,
    ReloadPropagatedFrom,
    PropagatesStopTo,
    StopPropagatedFrom,
    Triggers,
    TriggeredBy,
}

impl Relation {
    /// Every relation, each followed by its inverse.
    pub(crate) const ALL: [Self; 26] = [
        Self::After,
        Self::Before,
        Self::Requires,
        Self::RequiredBy,
        Self::Requisite,
        Self::RequisiteOf,
        Self::Wants,
        Self::WantedBy,
        Self::BindsTo,
        Self::BoundBy,
        Self::PartOf,
        Self::ConsistsOf,
        Self::Upholds,
        Self::UpheldBy,
        Self::Conflicts,
        Self::ConflictedBy,
        Self::OnFailure,
        Self::OnFailureOf,
        Self::OnSuccess,
        Self::OnSuccessOf,
        Self::PropagatesReloadTo,
        Self::ReloadPropagatedFrom,
        Self::PropagatesStopTo,
        Self::StopPropagatedFrom,
        Self::Triggers,
        Self::TriggeredBy,
    ];

    /// The same seen from the other unit.
    #[must_use]
    pub(crate) fn inverse(self) -> Self {
        Self::ALL[self as usize ^ 1]
    }
}
