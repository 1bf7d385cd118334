//! What a photo's EXIF says that matters here: which way is up, where and when. Everything else in it is never looked
//! at, and a broken field is the same as a missing one.

use chrono::{FixedOffset, NaiveDate};
use exif::{Exif, In, Rational, Reader, Tag, Value};

use super::TakenAt;
use super::orientation::Orientation;
use crate::place::Point;

/// Where and when a photo says that it was taken. Neither is to be trusted more than that.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Found {
    /// Where, if the camera had a fix.
    pub position: Option<PhotoPosition>,
    /// When, by the camera's clock.
    pub taken_at: Option<TakenAt>,
}

/// A position that a camera wrote into a photo.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct PhotoPosition {
    /// The place.
    pub point: Point,
    /// Metres above sea level.
    pub altitude_m: Option<f64>,
    /// The horizontal error that the receiver estimated, in metres.
    pub accuracy_m: Option<f64>,
}

/// The digital photos that EXIF describes begin here; earlier years are clocks that were never set.
const FIRST_YEAR: i32 = 1990;

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ExifData {
    pub(super) orientation: Orientation,
    pub(super) found: Found,
}

impl ExifData {
    /// Of a TIFF structure, as APP1 of a JPEG, `eXIf` of a PNG and `EXIF` of a WebP hold it (the prefix that belongs
    /// only to JPEG is found in the others too, and skipped).
    pub(super) fn read(bytes: &[u8]) -> Self {
        let tiff = bytes.strip_prefix(b"Exif\0\0").unwrap_or(bytes).to_vec();
        let exif = Reader::new()
            .continue_on_error(true)
            .read_raw(tiff)
            .or_else(|error| error.distill_partial_result(|_| ()));
        exif.map(|exif| Self {
            orientation: orientation(&exif),
            found: Found { position: position(&exif), taken_at: taken_at(&exif) },
        })
        .unwrap_or_default()
    }
}

fn value(exif: &Exif, tag: Tag) -> Option<&Value> {
    exif.get_field(tag, In::PRIMARY).map(|field| &field.value)
}

fn ascii(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match value(exif, tag)? {
        Value::Ascii(texts) => texts.first().map(Vec::as_slice),
        _ => None,
    }
}

fn rationals(exif: &Exif, tag: Tag) -> Option<&[Rational]> {
    match value(exif, tag)? {
        Value::Rational(numbers) => Some(numbers),
        _ => None,
    }
}

fn orientation(exif: &Exif) -> Orientation {
    Orientation::from_exif(value(exif, Tag::Orientation).and_then(|value| value.get_uint(0)).unwrap_or(1))
}

/// Without a fix, phones write 0,0 or 0/0, or leave out the references.
fn position(exif: &Exif) -> Option<PhotoPosition> {
    if is_void(exif) {
        return None;
    }
    let lat = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'N', b'S')?;
    let lon = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'E', b'W')?;
    if lat == 0.0 && lon == 0.0 {
        return None;
    }
    let point = Point::new(lat, lon).ok()?;
    let accuracy_m = metres(exif, Tag::GPSHPositioningError).filter(|&metres| metres > 0.0);
    Some(PhotoPosition { point, altitude_m: altitude(exif), accuracy_m })
}

/// Whether the receiver had no fix when the photo was taken (Exif 2.32, 4.6.6: `GPSStatus` is `A` while it measures, `V` when that is
/// interrupted); what stands in the photo is then an older position or none. How many dimensions it measured says nothing against it.
fn is_void(exif: &Exif) -> bool {
    ascii(exif, Tag::GPSStatus)
        .and_then(<[u8]>::first)
        .is_some_and(|status| status.eq_ignore_ascii_case(&b'V'))
}

/// Degrees, minutes and seconds (Exif 2.32, 4.6.6: `GPSLatitude`), of which the last two may be missing.
fn degrees(exif: &Exif, tag: Tag, reference: Tag, positive: u8, negative: u8) -> Option<f64> {
    let sign = match ascii(exif, reference)?.first()?.to_ascii_uppercase() {
        letter if letter == positive => 1.0,
        letter if letter == negative => -1.0,
        _ => return None,
    };
    let parts = rationals(exif, tag)?;
    if parts.is_empty() || parts.len() > 3 {
        return None;
    }
    let mut degrees = 0.0;
    // Cameras round 59.999 seconds to 60.
    for (part, (unit, most)) in parts.iter().zip([(1.0, 180.0), (60.0, 60.0), (3600.0, 60.0)]) {
        degrees += finite(*part).filter(|part| *part <= most)? / unit;
    }
    Some(sign * degrees)
}

/// References 1 and 3 mean below the sea and below the ellipsoid (Exif 3.0, `GPSAltitudeRef`).
fn altitude(exif: &Exif) -> Option<f64> {
    let metres = metres(exif, Tag::GPSAltitude)?;
    let reference = value(exif, Tag::GPSAltitudeRef).and_then(|value| value.get_uint(0)).unwrap_or(0);
    Some(if matches!(reference, 1 | 3) { -metres } else { metres })
}

fn metres(exif: &Exif, tag: Tag) -> Option<f64> {
    finite(*rationals(exif, tag)?.first()?)
}

fn finite(number: Rational) -> Option<f64> {
    (number.denom != 0).then(|| number.to_f64())
}

/// When the shutter opened; else when it was digitised. When the file was changed says neither.
fn taken_at(exif: &Exif) -> Option<TakenAt> {
    [(Tag::DateTimeOriginal, Tag::OffsetTimeOriginal), (Tag::DateTimeDigitized, Tag::OffsetTimeDigitized)]
        .into_iter()
        .find_map(|(time, offset)| date_time(ascii(exif, time)?, ascii(exif, offset)))
}

fn date_time(text: &[u8], offset: Option<&[u8]>) -> Option<TakenAt> {
    let mut read = exif::DateTime::from_ascii(text).ok()?;
    let year = i32::from(read.year);
    if year < FIRST_YEAR {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(year, read.month.into(), read.day.into())?;
    let local = date.and_hms_opt(read.hour.into(), read.minute.into(), read.second.into())?;
    let offset = offset
        .and_then(|offset| read.parse_offset(offset).ok())
        .and_then(|()| FixedOffset::east_opt(i32::from(read.offset?) * 60));
    Some(TakenAt { local, offset })
}

#[cfg(test)]
mod tests {
    use exif::Field;
    use exif::experimental::Writer;

    use super::*;

    fn rational(num: u32, denom: u32) -> Rational {
        Rational { num, denom }
    }

    fn field(tag: Tag, value: Value) -> Field {
        Field { tag, ifd_num: In::PRIMARY, value }
    }

    fn text(tag: Tag, text: &str) -> Field {
        field(tag, Value::Ascii(vec![text.as_bytes().to_vec()]))
    }

    fn read(fields: &[Field]) -> ExifData {
        let mut writer = Writer::new();
        for field in fields {
            writer.push_field(field);
        }
        let mut bytes = std::io::Cursor::new(Vec::new());
        writer.write(&mut bytes, false).unwrap();
        ExifData::read(bytes.get_ref())
    }

    fn position_of(
        lat: [Rational; 3],
        lat_ref: &str,
        lon: [Rational; 3],
        lon_ref: &str,
    ) -> Option<(f64, f64)> {
        let found = read(&[
            field(Tag::GPSLatitude, Value::Rational(lat.to_vec())),
            text(Tag::GPSLatitudeRef, lat_ref),
            field(Tag::GPSLongitude, Value::Rational(lon.to_vec())),
            text(Tag::GPSLongitudeRef, lon_ref),
        ]);
        found.found.position.map(|position| (position.point.lat(), position.point.lon()))
    }

    const HUE_LAT: [Rational; 3] =
        [Rational { num: 16, denom: 1 }, Rational { num: 27, denom: 1 }, Rational { num: 4968, denom: 100 }];
    const HUE_LON: [Rational; 3] = [
        Rational { num: 107, denom: 1 },
        Rational { num: 345_716, denom: 10_000 },
        Rational { num: 0, denom: 1 },
    ];

    #[test]
    fn degrees_minutes_and_seconds_count_south_and_west_negative() {
        for (lat_ref, lon_ref, north, east) in
            [("N", "E", 1.0, 1.0), ("S", "E", -1.0, 1.0), ("N", "W", 1.0, -1.0), ("s", "w", -1.0, -1.0)]
        {
            let (lat, lon) = position_of(HUE_LAT, lat_ref, HUE_LON, lon_ref).unwrap();
            assert!((lat - north * 16.463_8).abs() < 1e-9, "{lat}");
            assert!((lon - east * 107.576_193_333).abs() < 1e-9, "{lon}");
        }
    }

    #[test]
    fn senseless_positions_are_none() {
        let zero = [rational(0, 1); 3];
        assert_eq!(position_of(zero, "N", zero, "E"), None, "null island");
        assert_eq!(position_of([rational(0, 0); 3], "N", HUE_LON, "E"), None, "no fix");
        assert_eq!(position_of(HUE_LAT, "N", [rational(107, 1), rational(34, 1), rational(1, 0)], "E"), None);
        assert_eq!(position_of([rational(91, 1); 3], "N", HUE_LON, "E"), None, "beyond the pole");
        assert_eq!(position_of(HUE_LAT, "N", [rational(u32::MAX, 1); 3], "E"), None, "beyond the date line");
        assert_eq!(position_of(HUE_LAT, "X", HUE_LON, "E"), None, "no hemisphere");
        for (minutes, seconds) in [(75, 0), (0, 61)] {
            let lat = [rational(16, 1), rational(minutes, 1), rational(seconds, 1)];
            assert_eq!(position_of(lat, "N", HUE_LON, "E"), None, "{minutes} minutes and {seconds} seconds");
        }
        let no_reference = field(Tag::GPSLatitude, Value::Rational(HUE_LAT.to_vec()));
        assert_eq!(read(&[no_reference]).found.position, None);
    }

    #[test]
    fn a_position_that_the_receiver_calls_void_is_none() {
        let hue = [
            field(Tag::GPSLatitude, Value::Rational(HUE_LAT.to_vec())),
            text(Tag::GPSLatitudeRef, "N"),
            field(Tag::GPSLongitude, Value::Rational(HUE_LON.to_vec())),
            text(Tag::GPSLongitudeRef, "E"),
        ];
        let with = |tag, said: &str| read(&[&hue[..], &[text(tag, said)]].concat()).found.position;
        for void in ["V", "v", "V "] {
            assert_eq!(with(Tag::GPSStatus, void), None, "{void:?}");
        }
        // Measuring, and what the standard does not know: no reason to doubt it.
        for status in ["A", "", " "] {
            assert!(with(Tag::GPSStatus, status).is_some(), "{status:?}");
        }
        for mode in ["2", "3", "", "0", "1"] {
            assert!(with(Tag::GPSMeasureMode, mode).is_some(), "{mode:?}");
        }
    }

    fn taken_at_of(fields: &[Field]) -> Option<String> {
        read(fields).found.taken_at.map(|taken_at| taken_at.to_string())
    }

    #[test]
    fn the_shutter_counts_before_the_scanner_and_a_later_change_not_at_all() {
        let original = text(Tag::DateTimeOriginal, "2026:10:28 07:41:05");
        let offset = text(Tag::OffsetTimeOriginal, "+07:00");
        let digitised = text(Tag::DateTimeDigitized, "2026:10:29 08:00:00");
        let changed = text(Tag::DateTime, "2026:10:30 09:00:00");
        let all = [original, offset, digitised, changed];
        assert_eq!(taken_at_of(&all).as_deref(), Some("2026-10-28T07:41:05+07:00"));
        assert_eq!(taken_at_of(&all[2..]).as_deref(), Some("2026-10-29T08:00:00"));
        assert_eq!(taken_at_of(&all[3..]), None);
    }

    #[test]
    fn senseless_dates_are_none() {
        for time in [
            "0000:00:00 00:00:00",
            "    :  :     :  :  ",
            "1970:01:01 00:00:00",
            "2026:02:30 12:00:00",
            "2026:10:28 24:61:00",
            "yesterday",
        ] {
            assert_eq!(taken_at_of(&[text(Tag::DateTimeOriginal, time)]), None, "{time}");
        }
        let time = text(Tag::DateTimeOriginal, "2026:10:28 07:41:05");
        let blank = text(Tag::OffsetTimeOriginal, "   :  ");
        assert_eq!(taken_at_of(&[time, blank]).as_deref(), Some("2026-10-28T07:41:05"));
    }

    #[test]
    fn broken_exif_says_nothing() {
        for bytes in
            [&b""[..], b"Exif\0\0", b"MM\0\x2A\xFF\xFF\xFF\xFF", b"II\x2A\0\x08\0\0\0\xFF\xFF\x01\x01"]
        {
            assert_eq!(ExifData::read(bytes), ExifData::default());
        }
    }
}
