//! What is held back, and goes all the same when the citizen lets it.

use super::{Conditions, Item, Kind, Network, held_back, policy};
use crate::clock::Now;
use crate::words::Words;

/// What it costs to send now what is held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendAnyway {
    /// Mobile data, which the citizen or the size of a video spares.
    OverMobileData,
    /// What is left in the battery.
    OnBattery,
    /// Both.
    OverMobileDataOnBattery,
}

/// What the citizen has let an item cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// It may go over a network that costs by the byte.
    pub mobile_data: bool,
    /// It may go while the battery is to be spared.
    pub battery: bool,
}

impl SendAnyway {
    /// On a button.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::OverMobileData => Words::of("Gửi ngay bằng dữ liệu di động", "Send over mobile data now"),
            Self::OnBattery => Words::of("Gửi ngay, dùng pin còn lại", "Send now, on the battery"),
            Self::OverMobileDataOnBattery => Words::of(
                "Gửi ngay bằng dữ liệu di động, dùng pin còn lại",
                "Send over mobile data now, on the battery",
            ),
        }
    }

    /// What the citizen lets it cost who presses that button.
    #[must_use]
    pub const fn allows(self) -> Allowed {
        Allowed {
            mobile_data: matches!(self, Self::OverMobileData | Self::OverMobileDataOnBattery),
            battery: matches!(self, Self::OnBattery | Self::OverMobileDataOnBattery),
        }
    }

    const fn of(costs: Allowed) -> Option<Self> {
        match (costs.mobile_data, costs.battery) {
            (true, true) => Some(Self::OverMobileDataOnBattery),
            (true, false) => Some(Self::OverMobileData),
            (false, true) => Some(Self::OnBattery),
            (false, false) => None,
        }
    }
}

impl Allowed {
    /// What either of them allows.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self { mobile_data: self.mobile_data || other.mobile_data, battery: self.battery || other.battery }
    }
}

/// What it costs to send what is held back of a report; `None`: nothing is, or it would not go for that.
#[must_use]
pub fn send_anyway(items: &[Item], conditions: &Conditions) -> Option<SendAnyway> {
    let stops = |item: &Item| match item.kind {
        Kind::Report => item.is_parked(),
        Kind::Withdrawal => !item.is_parked(),
        _ => false,
    };
    if conditions.network == Network::None || items.iter().any(stops) {
        return None;
    }
    let costs = items
        .iter()
        .filter(|item| !item.is_parked() && item.lease.is_none())
        .map(|item| policy::spared(item, conditions));
    SendAnyway::of(costs.fold(Allowed::default(), Allowed::or))
}

/// Whether a try might send it: without a network, too, because the citizen may know better. Not what is held back or what the system has, nor the
/// receipt of that.
#[must_use]
pub fn can_be_tried(item: &Item, items: &[Item], conditions: &Conditions, now: Now) -> bool {
    let is_held_back = |item: &Item| {
        item.leased_until(now).is_some()
            || conditions.network != Network::None && held_back(item, conditions).is_some()
    };
    let is_file_held_back = |item: &Item| item.kind.file().is_some() && is_held_back(item);
    match item.kind {
        Kind::Receipt => !items.iter().any(is_file_held_back),
        _ => !is_held_back(item),
    }
}

#[cfg(test)]
mod tests;
