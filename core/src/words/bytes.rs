//! How much data something is, as people read it: rounded, in thousands of thousands, as phones and networks count.

use super::Words;

const THOUSAND: u64 = 1000;

/// `412 KB`, `1.4 MB`, `56 MB`: two figures, or whole units.
pub(crate) fn bytes(count: u64) -> Words {
    if count < THOUSAND * THOUSAND {
        let said = format!("{} KB", count.div_ceil(THOUSAND));
        return Words::of(&said, &said);
    }
    let tenths = (count + 50 * THOUSAND) / (100 * THOUSAND);
    let (whole, tenth) = (tenths / 10, tenths % 10);
    if whole >= 10 || tenth == 0 {
        let whole = (count + 500 * THOUSAND) / (THOUSAND * THOUSAND);
        return Words { vi: format!("{whole} MB"), en: format!("{whole} MB") };
    }
    Words { vi: format!("{whole},{tenth} MB"), en: format!("{whole}.{tenth} MB") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_as_people_read_them() {
        for (count, en) in [
            (0, "0 KB"),
            (1, "1 KB"),
            (412_345, "413 KB"),
            (999_999, "1000 KB"),
            (1_000_000, "1 MB"),
            (1_449_999, "1.4 MB"),
            (1_450_000, "1.5 MB"),
            (9_960_000, "10 MB"),
            (56_499_999, "56 MB"),
            (56_500_000, "57 MB"),
        ] {
            assert_eq!(bytes(count).en, en, "{count}");
        }
        assert_eq!(bytes(1_400_000).vi, "1,4 MB");
    }
}
