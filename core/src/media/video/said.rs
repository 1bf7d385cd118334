//! What a video says of where and when it was taken, read from the boxes that are about to go: `©xyz` and `loci` in `udta`, the keys of `meta`,
//! and the time in `mvhd`. Whatever is broken says nothing.

use chrono::{DateTime, Datelike, NaiveDateTime};

use super::boxes::{Child, Fields, children, named};
use crate::media::{Found, PhotoPosition, TakenAt};
use crate::place::Point;

/// Seconds from the container's epoch, 1904, to Unix's.
const EPOCH: i64 = 2_082_844_800;

/// Earlier years are clocks that were never set.
const FIRST_YEAR: i32 = 1990;

#[derive(Default)]
pub(super) struct Said {
    position: Option<PhotoPosition>,
    accuracy_m: Option<f64>,
    /// With the clock's own offset, by Apple's key.
    created: Option<TakenAt>,
    /// By `mvhd`, in UTC.
    made: Option<TakenAt>,
}

impl Said {
    pub(super) fn found(self) -> Found {
        let position =
            self.position.map(|position| PhotoPosition { accuracy_m: self.accuracy_m, ..position });
        Found { position, taken_at: self.created.or(self.made) }
    }

    /// The time of the movie's header.
    pub(super) fn made(&mut self, bytes: &[u8], header: &Child) {
        let mut fields = Fields::of(bytes, header);
        let seconds = fields.version().and_then(|version| fields.sized(version));
        let unix = seconds.ok().and_then(|seconds| i64::try_from(seconds).ok()?.checked_sub(EPOCH));
        let time = unix.and_then(|unix| DateTime::from_timestamp(unix, 0)).map(|time| time.fixed_offset());
        self.made = time
            .filter(|time| time.year() >= FIRST_YEAR)
            .map(|time| TakenAt { local: time.naive_local(), offset: Some(*time.offset()) });
    }

    /// A box of the movie or of a track.
    pub(super) fn look(&mut self, bytes: &[u8], found: &Child) {
        match &found.name {
            b"udta" => self.user_data(bytes, found).unwrap_or_default(),
            b"meta" => self.metadata(bytes, found).unwrap_or_default(),
            _ => {}
        }
    }

    fn user_data(&mut self, bytes: &[u8], found: &Child) -> Option<()> {
        for item in children(bytes, found.body.clone()).ok()? {
            let content = &bytes[item.body.clone()];
            match &item.name {
                // A length, a language, and the text.
                b"\xA9xyz" => self.place(content.get(4..).and_then(position)),
                b"loci" => self.place(loci(content)),
                b"meta" => self.metadata(bytes, &item).unwrap_or_default(),
                _ => {}
            }
        }
        Some(())
    }

    /// Names in `keys`, and their values in `ilst` under their numbers (`QuickTime` File Format, "Metadata").
    fn metadata(&mut self, bytes: &[u8], found: &Child) -> Option<()> {
        // ISO's has a version in front, QuickTime's has not.
        let start = match bytes[found.body.clone()].get(4..8)? {
            b"hdlr" => found.body.start,
            _ => found.body.start + 4,
        };
        let inside = children(bytes, start..found.body.end).ok()?;
        let mut keys = Fields::of(bytes, named(*b"keys", &inside)?);
        keys.take(8).ok()?;
        let mut names = Vec::new();
        while let Ok(length) = keys.u32() {
            let name = keys.take(usize::try_from(length).ok()?.checked_sub(4)?).ok()?;
            names.push(name.get(4..)?);
        }
        for item in children(bytes, named(*b"ilst", &inside)?.body.clone()).ok()? {
            let number = usize::try_from(u32::from_be_bytes(item.name)).ok()?;
            let (Some(name), Ok(values)) =
                (number.checked_sub(1).and_then(|at| names.get(at)), children(bytes, item.body.clone()))
            else {
                continue;
            };
            if let Some(value) = named(*b"data", &values).and_then(|data| bytes[data.body.clone()].get(8..)) {
                self.value(name, value);
            }
        }
        Some(())
    }

    fn value(&mut self, name: &[u8], value: &[u8]) {
        let text = std::str::from_utf8(value).unwrap_or_default();
        match name {
            b"com.apple.quicktime.location.ISO6709" => self.place(position(value)),
            b"com.apple.quicktime.location.accuracy.horizontal" => {
                self.accuracy_m =
                    text.parse().ok().filter(|metres: &f64| metres.is_finite() && *metres > 0.0);
            }
            b"com.apple.quicktime.creationdate" => {
                let time = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z").ok();
                self.created = time
                    .map(|time| TakenAt { local: time.naive_local(), offset: Some(*time.offset()) })
                    .or_else(|| {
                        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok()?;
                        Some(TakenAt { local, offset: None })
                    });
            }
            _ => {}
        }
    }

    fn place(&mut self, position: Option<PhotoPosition>) {
        self.position = self.position.or(position);
    }
}

fn at(lat: f64, lon: f64, altitude_m: Option<f64>) -> Option<PhotoPosition> {
    let point = Point::new(lat, lon).ok()?;
    // Without a fix, phones write zeros.
    ((lat, lon) != (0.0, 0.0)).then_some(PhotoPosition { point, altitude_m, accuracy_m: None })
}

/// ISO 6709, annex H: `+16.4637+107.5909+012.3/`; degrees may also be followed by minutes and seconds without a break.
fn position(text: &[u8]) -> Option<PhotoPosition> {
    let text = std::str::from_utf8(text).ok()?.trim_end_matches(['\0', ' ']);
    let (text, _) = text.split_once('/').unwrap_or((text, ""));
    let text = text.split_once("CRS").map_or(text, |(numbers, _)| numbers);
    let starts: Vec<usize> = text.match_indices(['+', '-']).map(|(at, _)| at).collect();
    let number = |index: usize| {
        let start = *starts.get(index)?;
        text.get(start..starts.get(index + 1).copied().unwrap_or(text.len()))
    };
    if starts.first() != Some(&0) {
        return None;
    }
    let altitude = number(2).and_then(|text| text.parse().ok()).filter(|metres: &f64| metres.is_finite());
    at(degrees(number(0)?, 2)?, degrees(number(1)?, 3)?, altitude)
}

fn degrees(number: &str, width: usize) -> Option<f64> {
    let (sign, digits) = (number.get(..1)?, number.get(1..)?);
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let whole = digits.split('.').next()?.len();
    let value: f64 = digits.parse().ok()?;
    let (degrees, minutes, seconds) = match whole.checked_sub(width)? {
        0 => (value, 0.0, 0.0),
        2 => ((value / 100.0).trunc(), value % 100.0, 0.0),
        4 => ((value / 10_000.0).trunc(), (value / 100.0).trunc() % 100.0, value % 100.0),
        _ => return None,
    };
    let value = degrees + minutes / 60.0 + seconds / 3600.0;
    Some(if sign == "-" { -value } else { value })
}

/// 3GPP TS 26.244, 8.13: a language, a name, a role, then degrees and metres with 16 bits behind the point.
fn loci(content: &[u8]) -> Option<PhotoPosition> {
    let named = content.get(6..)?;
    let end = named.iter().position(|byte| *byte == 0)?;
    let mut fields = Fields(named.get(end + 2..)?);
    let mut number = || fields.u32().ok().map(|bits| f64::from(bits.cast_signed()) / 65_536.0);
    let (lon, lat, altitude) = (number()?, number()?, number());
    at(lat, lon, altitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(f64, f64, Option<f64>)> {
        position(text.as_bytes()).map(|found| (found.point.lat(), found.point.lon(), found.altitude_m))
    }

    #[test]
    fn every_form_of_iso_6709_is_read_with_its_signs() {
        assert_eq!(read("+16.4637+107.5909/"), Some((16.4637, 107.5909, None)));
        assert_eq!(read("-33.8568+151.2153+012.300/"), Some((-33.8568, 151.2153, Some(12.3))));
        assert_eq!(read("+40.6894-074.0447-005/"), Some((40.6894, -74.0447, Some(-5.0))));
        assert_eq!(read("+1630.0+10730.0/"), Some((16.5, 107.5, None)));
        assert_eq!(read("+163000+1073000CRSWGS_84/"), Some((16.5, 107.5, None)));
    }

    #[test]
    fn nonsense_is_no_position() {
        for text in [
            "",
            "/",
            "16.4637+107.5909/",
            "+16.4637/",
            "+0.0+0.0/",
            "+00+000/",
            "+91+107/",
            "+16+181/",
            "+nan+inf/",
            "+1e1+107/",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
