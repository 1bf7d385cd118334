//! Containers built box by box, with everything in them that a camera might say.

mod ends;

use std::io::Read as _;
use std::path::PathBuf;

use super::{Video, VideoLimits};
use crate::media::Refusal;

/// A box.
fn boxed(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(8 + body.len()).unwrap();
    [&size.to_be_bytes(), &name[..], body].concat()
}

fn all(parts: &[Vec<u8>]) -> Vec<u8> {
    parts.concat()
}

fn words(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// A box with version 0 and these numbers.
fn table(name: [u8; 4], numbers: &[u32]) -> Vec<u8> {
    boxed(name, &all(&[words(&[0]), words(numbers)]))
}

/// 28 October 2026, 00:41:05 UTC.
const MADE: u32 = 3_875_992_865;

/// `mvhd` and `mdhd`.
fn timed(name: [u8; 4], timescale: u32, duration: u32) -> Vec<u8> {
    boxed(name, &all(&[words(&[0, MADE, MADE, timescale, duration]), vec![7; 80]]))
}

fn handler(kind: [u8; 4]) -> Vec<u8> {
    boxed(
        *b"hdlr",
        &all(&[
            words(&[0, 0]),
            kind.to_vec(),
            b"appl".to_vec(),
            words(&[0, 0]),
            b"Core Media of TestPhone\0".to_vec(),
        ]),
    )
}

/// A picture's sample entry, with a maker's box in it.
fn entry() -> Vec<u8> {
    let mut fixed = vec![0; 78];
    fixed[42..54].copy_from_slice(b"\x0BTestEncoder");
    let boxes = all(&[boxed(*b"avcC", b"settings"), boxed(*b"uuid", b"maker's own: TestPhone")]);
    boxed(*b"avc1", &[fixed, boxes].concat())
}

/// A sample entry of sound, with a maker's boxes in it.
fn sound_entry() -> Vec<u8> {
    let makers = boxed(*b"uuid", b"maker's own: TestPhone");
    let list =
        boxed(*b"wave", &all(&[boxed(*b"frma", b"mp4a"), makers.clone(), vec![0, 0, 0, 8, 0, 0, 0, 0]]));
    boxed(*b"mp4a", &all(&[vec![0; 28], boxed(*b"esds", b"settings"), list, makers]))
}

struct Track {
    kind: [u8; 4],
    /// Offset and content of each chunk; each holds one sample.
    chunks: Vec<(u32, Vec<u8>)>,
    timescale: u32,
    said_duration: u32,
    sample_duration: u32,
}

impl Track {
    fn bytes(&self) -> Vec<u8> {
        let count = u32::try_from(self.chunks.len()).unwrap();
        let sizes: Vec<u32> =
            self.chunks.iter().map(|(_, bytes)| u32::try_from(bytes.len()).unwrap()).collect();
        let offsets: Vec<u32> = self.chunks.iter().map(|(offset, _)| *offset).collect();
        let description = if &self.kind == b"vide" { entry() } else { sound_entry() };
        let tables = boxed(
            *b"stbl",
            &all(&[
                boxed(*b"stsd", &all(&[words(&[0, 1]), description])),
                table(*b"stts", &[1, count, self.sample_duration]),
                table(*b"stsc", &[1, 1, 1, 1]),
                table(*b"stsz", &[&[0, count], &sizes[..]].concat()),
                table(*b"stco", &[&[count], &offsets[..]].concat()),
                boxed(*b"uuid", b"in the tables: TestPhone"),
            ]),
        );
        let references =
            boxed(*b"dinf", &boxed(*b"dref", &all(&[words(&[0, 1]), boxed(*b"url ", &words(&[1]))])));
        let information = boxed(*b"minf", &all(&[boxed(*b"vmhd", &[0; 12]), references, tables]));
        let media = boxed(
            *b"mdia",
            &all(&[timed(*b"mdhd", self.timescale, self.said_duration), handler(self.kind), information]),
        );
        let matrix = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];
        let header = all(&[
            words(&[0, MADE, MADE, 1, 0, self.said_duration, 0, 0, 0, 0]),
            words(&matrix),
            words(&[1280 << 16, 720 << 16]),
        ]);
        let user_data = boxed(*b"udta", &boxed(*b"\xA9mod", b"\0\x09\0\0TestPhone"));
        boxed(*b"trak", &all(&[boxed(*b"tkhd", &header), media, user_data]))
    }
}

const PICTURES: &[u8] = b"PICTURES-PICTURES-";
const SOUND: &[u8] = b"SOUND-SOUND-";
const PLACES: &[u8] = b"GPS 16.4637 107.5909;";
const BETWEEN: &[u8] = b"an old copy of 16.4637,107.5909";
const SECRETS: [&str; 4] = ["16.4637", "107.5909", "TestPhone", "TestEncoder"];

/// What the boxes of place look like.
fn iso_6709() -> Vec<u8> {
    boxed(*b"udta", &boxed(*b"\xA9xyz", b"\0\x15\x15\xC7+16.4637+107.5909/\0\0\0"))
}

fn loci() -> Vec<u8> {
    let degrees = |parts: u64| u32::try_from(parts * 65_536 / 10_000).unwrap();
    let place = [words(&[0]), vec![0x15, 0xC7, b'H', b'u', b'e', 0, 0]].concat();
    let numbers = words(&[degrees(1_075_909), degrees(164_637), degrees(120_000)]);
    boxed(*b"udta", &boxed(*b"loci", &all(&[place, numbers, b"earth\0\0".to_vec()])))
}

fn apple_keys() -> Vec<u8> {
    let entries = [
        ("com.apple.quicktime.location.accuracy.horizontal", "4.5"),
        ("com.apple.quicktime.make", "TestPhone"),
        ("com.apple.quicktime.location.ISO6709", "+16.4637+107.5909+012.3/"),
        ("com.apple.quicktime.creationdate", "2026-10-28T07:41:05+0700"),
    ];
    let mut keys = words(&[0, 4]);
    let mut list = Vec::new();
    for (number, (name, value)) in (1_u32..).zip(entries) {
        keys.extend(words(&[u32::try_from(8 + name.len()).unwrap()]));
        keys.extend(b"mdta");
        keys.extend(name.as_bytes());
        let data = boxed(*b"data", &[&words(&[1, 0])[..], value.as_bytes()].concat());
        list.extend(boxed(number.to_be_bytes(), &data));
    }
    boxed(*b"meta", &all(&[handler(*b"mdta"), boxed(*b"keys", &keys), boxed(*b"ilst", &list)]))
}

/// A file, and what a test changes in it.
struct Recording {
    brand: [u8; 4],
    places: Vec<u8>,
    seconds: u32,
    said_seconds: u32,
    movie_first: bool,
    in_movie: Vec<u8>,
    in_file: Vec<u8>,
}

impl Default for Recording {
    fn default() -> Self {
        Self {
            brand: *b"isom",
            places: iso_6709(),
            seconds: 2,
            said_seconds: 2,
            movie_first: false,
            in_movie: Vec::new(),
            in_file: Vec::new(),
        }
    }
}

impl Recording {
    fn bytes(&self) -> Vec<u8> {
        let brands = boxed(*b"ftyp", &[&self.brand[..], &[0; 4], b"isommp42"].concat());
        let xmp = boxed(
            *b"uuid",
            b"\xBE\x7A\xCF\xCB\x97\xA9\x42\xE8\x9C\x71\x99\x94\x91\xE3\xAF\xAC<x:xmpmeta 16.4637/>",
        );
        let samples = [PICTURES, BETWEEN, PLACES, SOUND, PICTURES, PLACES].concat();
        let mut offset = u32::try_from(brands.len() + 8).unwrap();
        if self.movie_first {
            offset += u32::try_from(self.movie(0).len()).unwrap();
        }
        let movie = self.movie(offset);
        let data = boxed(*b"mdat", &samples);
        let (first, second) = if self.movie_first { (movie, data) } else { (data, movie) };
        let trailer = boxed(*b"sefd", b"Samsung's own: 16.4637");
        all(&[brands, first, second, xmp, self.in_file.clone(), trailer])
    }

    fn movie(&self, samples_at: u32) -> Vec<u8> {
        let at = |before: &[&[u8]]| samples_at + u32::try_from(before.concat().len()).unwrap();
        let track = |kind, chunks: Vec<(u32, &[u8])>| Track {
            kind,
            sample_duration: self.seconds * 600 / u32::try_from(chunks.len()).unwrap(),
            chunks: chunks.into_iter().map(|(offset, bytes)| (offset, bytes.to_vec())).collect(),
            timescale: 600,
            said_duration: self.said_seconds * 600,
        };
        let pictures =
            track(*b"vide", vec![(at(&[]), PICTURES), (at(&[PICTURES, BETWEEN, PLACES, SOUND]), PICTURES)]);
        let sound = track(*b"soun", vec![(at(&[PICTURES, BETWEEN, PLACES]), SOUND)]);
        let places = track(
            *b"meta",
            vec![
                (at(&[PICTURES, BETWEEN]), PLACES),
                (at(&[PICTURES, BETWEEN, PLACES, SOUND, PICTURES]), PLACES),
            ],
        );
        boxed(
            *b"moov",
            &all(&[
                timed(*b"mvhd", 1000, self.said_seconds * 1000),
                pictures.bytes(),
                sound.bytes(),
                places.bytes(),
                self.places.clone(),
                self.in_movie.clone(),
            ]),
        )
    }
}

fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("video");
    std::fs::write(&path, bytes).unwrap();
    (directory, path)
}

/// The file may be gone once it is open.
fn open(bytes: &[u8]) -> Result<Video, Refusal> {
    let (_directory, path) = file(bytes);
    Video::open(&path, &VideoLimits::default())
}

fn cleaned(bytes: &[u8]) -> (Video, Vec<u8>) {
    let mut video = open(bytes).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut clean = Vec::new();
    video.read_to_end(&mut clean).unwrap();
    (video, clean)
}

fn holds(bytes: &[u8], secret: &[u8]) -> bool {
    bytes.windows(secret.len()).any(|window| window == secret)
}

/// The names of all boxes that are left, but for the free ones.
fn names(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for child in super::boxes::children(bytes, 0..bytes.len()).unwrap() {
        if child.name != *super::boxes::FREE {
            let name = String::from_utf8_lossy(&child.name).into_owned();
            if matches!(name.as_str(), "moov" | "trak" | "mdia" | "minf" | "stbl") {
                found.extend(names(&bytes[child.body]));
            }
            found.push(name);
        }
    }
    found
}

#[test]
fn nothing_but_pictures_and_sound_is_left_and_every_sample_is_where_it_was() {
    for movie_first in [false, true] {
        for (brand, media_type) in [(*b"isom", "video/mp4"), (*b"qt  ", "video/quicktime")] {
            for places in [iso_6709(), loci(), apple_keys()] {
                let bytes = Recording { brand, places, movie_first, ..Recording::default() }.bytes();
                let (video, clean) = cleaned(&bytes);
                assert_eq!(video.media_type, media_type);
                assert_eq!((clean.len(), video.size), (bytes.len(), bytes.len() as u64));
                for secret in SECRETS {
                    assert!(
                        holds(&bytes, secret.as_bytes()) && !holds(&clean, secret.as_bytes()),
                        "{secret}"
                    );
                }
                assert!(!holds(&clean, &MADE.to_be_bytes()), "when it was made");
                for samples in [PICTURES, SOUND] {
                    let places = |bytes: &[u8]| {
                        let windows = bytes.windows(samples.len()).enumerate();
                        windows.filter(|(_, window)| *window == samples).map(|(at, _)| at).collect::<Vec<_>>()
                    };
                    assert_eq!(places(&clean), places(&bytes));
                }
                let left = names(&clean);
                for gone in ["udta", "meta", "uuid", "sefd"] {
                    assert!(!left.iter().any(|name| name == gone), "{gone} in {left:?}");
                }
                assert_eq!(left.iter().filter(|name| *name == "trak").count(), 2, "{left:?}");
            }
        }
    }
}

#[test]
fn a_clean_video_stays_as_it_is_when_cleaned_again() {
    let (_, once) = cleaned(&Recording::default().bytes());
    let (video, twice) = cleaned(&once);
    assert_eq!(once, twice);
    assert_eq!(video.found, crate::media::Found::default());
}

#[test]
fn where_and_when_it_was_taken_is_offered() {
    for places in [iso_6709(), loci(), apple_keys()] {
        let (video, _) = cleaned(&Recording { places, ..Recording::default() }.bytes());
        let position = video.found.position.unwrap();
        assert!(
            (position.point.lat() - 16.4637).abs() < 1e-4 && (position.point.lon() - 107.5909).abs() < 1e-4
        );
        assert_eq!((video.width, video.height, video.duration_ms), (1280, 720, 2000));
    }
    let (video, _) = cleaned(&Recording { places: apple_keys(), ..Recording::default() }.bytes());
    let position = video.found.position.unwrap();
    assert_eq!((position.altitude_m, position.accuracy_m), (Some(12.3), Some(4.5)));
    assert_eq!(video.found.taken_at.unwrap().to_string(), "2026-10-28T07:41:05+07:00");
    let (video, _) = cleaned(&Recording::default().bytes());
    assert_eq!(video.found.taken_at.unwrap().to_string(), "2026-10-28T00:41:05+00:00");
}

fn refusal(recording: &Recording) -> Refusal {
    open(&recording.bytes()).unwrap_err()
}

#[test]
fn more_than_a_minute_is_refused_whatever_its_headers_say() {
    let minute = Recording { seconds: 60, said_seconds: 60, ..Recording::default() };
    assert_eq!(open(&minute.bytes()).unwrap().duration_ms, 60_000);
    for (seconds, said_seconds) in [(61, 61), (2, 61), (61, 2)] {
        assert_eq!(refusal(&Recording { seconds, said_seconds, ..Recording::default() }), Refusal::TooLong);
    }
}

#[test]
fn what_is_no_whole_recording_is_refused_with_its_reason() {
    assert_eq!(open(b"").unwrap_err(), Refusal::Empty);
    assert_eq!(open(b"short").unwrap_err(), Refusal::NotAVideo);
    assert_eq!(open(b"a text that is no video at all").unwrap_err(), Refusal::NotAVideo);
    let jpeg = std::fs::read(crate::media::tests::photo("orient_1.jpg")).unwrap();
    assert_eq!(open(&jpeg).unwrap_err(), Refusal::NotAVideo);
    let heic = std::fs::read(crate::media::tests::photo("phone.heic")).unwrap();
    assert_eq!(open(&heic).unwrap_err(), Refusal::NotAVideo);
    let fragmented = Recording { in_movie: boxed(*b"mvex", &[0; 16]), ..Recording::default() };
    assert_eq!(refusal(&fragmented), Refusal::NotAVideo);
    let fragment = Recording { in_file: boxed(*b"moof", &[0; 16]), ..Recording::default() };
    assert_eq!(refusal(&fragment), Refusal::NotAVideo);
    let twice = Recording { in_file: Recording::default().movie(0), ..Recording::default() };
    assert_eq!(refusal(&twice), Refusal::Corrupt);
    let bytes = Recording::default().bytes();
    let movie = bytes.windows(4).position(|name| name == b"moov").unwrap();
    let mut interrupted = bytes.clone();
    interrupted[movie..movie + 4].copy_from_slice(b"skip");
    assert_eq!(open(&interrupted).unwrap_err(), Refusal::Truncated);
}

#[test]
fn a_file_or_tables_beyond_the_limits_are_too_large() {
    let (_directory, path) = file(&Recording::default().bytes());
    let limits = VideoLimits { max_file_bytes: 100, ..VideoLimits::default() };
    assert_eq!(Video::open(&path, &limits).unwrap_err(), Refusal::TooLarge);
    let limits = VideoLimits { max_tables: 100, ..VideoLimits::default() };
    assert_eq!(Video::open(&path, &limits).unwrap_err(), Refusal::TooLarge);
}

#[test]
fn a_video_that_is_cut_anywhere_is_refused() {
    let bytes = Recording { in_file: Vec::new(), ..Recording::default() }.bytes();
    // Up to the end of the tables; XMP and trailers follow.
    let tables = bytes.windows(4).position(|name| name == b"moov").unwrap() - 4;
    let needed = tables + Recording::default().movie(0).len();
    for length in 1..bytes.len() {
        match open(&bytes[..length]) {
            Err(Refusal::NotAVideo | Refusal::Truncated | Refusal::Corrupt) => {}
            // Only what stands behind the video may be missing.
            Ok(_) => assert!(length >= needed, "{length} of {needed}"),
            Err(other) => panic!("{length}: {other}"),
        }
    }
}

#[test]
fn no_bent_container_makes_anything_panic_or_grow() {
    let whole = Recording { places: apple_keys(), ..Recording::default() }.bytes();
    for at in 0..whole.len() {
        for bend in [0x01, 0xFF] {
            let mut bent = whole.clone();
            bent[at] = if bend == 0x01 { bent[at] ^ 1 } else { bend };
            if let Ok(mut video) = open(&bent) {
                let mut clean = Vec::new();
                video.read_to_end(&mut clean).unwrap();
                assert_eq!(clean.len(), bent.len(), "byte {at} as {bend}");
            }
        }
    }
}

/// A place, where no camera has a reason to write one.
const HIDDEN: &[u8] = b"+16.4637+107.5909/";

/// Puts a box of a place into each box of this path, or bytes behind its last field.
fn with_hidden(bytes: &[u8], path: &[&[u8; 4]], hidden: &[u8]) -> Vec<u8> {
    let Some((name, inner)) = path.split_first() else { return [bytes, hidden].concat() };
    let children = super::boxes::children(bytes, 0..bytes.len()).unwrap();
    let rebuilt = children.into_iter().map(|child| {
        let body = &bytes[child.body.clone()];
        if child.name == **name {
            boxed(child.name, &with_hidden(body, inner, hidden))
        } else {
            boxed(child.name, body)
        }
    });
    rebuilt.collect::<Vec<_>>().concat()
}

#[test]
fn a_place_in_a_box_or_behind_a_table_where_none_belongs_is_gone_too() {
    let whole = Recording::default().bytes();
    let a_box = boxed(*b"loci", HIDDEN);
    let groups = boxed(*b"sgpd", &all(&[words(&[0]), b"gpsx".to_vec(), words(&[1]), HIDDEN.to_vec()]));
    let media: [&[u8; 4]; 3] = [b"moov", b"trak", b"mdia"];
    let tables: [&[u8; 4]; 5] = [b"moov", b"trak", b"mdia", b"minf", b"stbl"];
    let hide = |path: &[&[u8; 4]], last: &[&[u8; 4]], hidden: &[u8]| {
        with_hidden(&whole, &[path, last].concat(), hidden)
    };
    let mut hiding = vec![
        hide(&tables[..4], &[b"dinf"], &a_box),
        hide(&tables, &[], &a_box),
        hide(&tables, &[], &groups),
        [&whole[..], &boxed(*b"ftyp", HIDDEN)].concat(),
    ];
    let behind = |path: &[&[u8; 4]], last: &[u8; 4]| hide(path, &[last], HIDDEN);
    hiding.extend([
        behind(&media[..1], b"mvhd"),
        behind(&media[..2], b"tkhd"),
        behind(&media, b"mdhd"),
        behind(&tables[..4], b"vmhd"),
    ]);
    hiding.extend([b"stts", b"stsc", b"stsz", b"stco"].map(|table| behind(&tables, table)));
    for (case, bytes) in hiding.iter().enumerate() {
        let (_, clean) = cleaned(bytes);
        assert_eq!(clean.len(), bytes.len());
        assert!(holds(bytes, HIDDEN) && !holds(&clean, HIDDEN), "case {case}");
        assert!(holds(&clean, PICTURES) && holds(&clean, SOUND), "case {case}");
    }
}
