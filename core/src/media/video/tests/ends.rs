//! Ends of files that are no box, and files that end too early.

use super::{BETWEEN, PICTURES, PLACES, Recording, Refusal, SECRETS, SOUND, cleaned, holds, open};

/// With an end that some program left behind it.
fn ended(movie_first: bool, end: &[u8]) -> Vec<u8> {
    [Recording { movie_first, ..Recording::default() }.bytes(), end.to_vec()].concat()
}

#[test]
fn what_stands_behind_the_last_box_and_is_none_goes() {
    let zeros = [0; 600];
    for end in [
        &b"\0"[..],
        b"16.4637",
        b"107.5909+16.4637",
        b"GPS 16.4637,107.5909, and more of TestPhone's words behind it",
        b"\0\0\0\x0516.4637",
        b"\0\0\0\x01wide16.4637",
        b"\0\0\x01\0free16.4637",
        &zeros,
        &[&zeros[..], b"16.4637"].concat(),
    ] {
        for movie_first in [false, true] {
            let bytes = ended(movie_first, end);
            let (_, clean) = cleaned(&bytes);
            assert_eq!(clean.len(), bytes.len());
            for secret in SECRETS {
                assert!(!holds(&clean, secret.as_bytes()), "{secret} behind {end:?}");
            }
            assert!(holds(&clean, PICTURES) && holds(&clean, SOUND));
            assert_eq!(cleaned(&clean).1, clean, "once is enough");
        }
    }
}

#[test]
fn an_end_that_is_the_beginning_of_what_a_video_needs_is_a_cut() {
    for end in [&b"\0\0\x10\0mdat"[..], b"\0\0\x10\0mdatPICTURES", b"\0\0\x10\0moof", b"\0\0\0\x01moov\0"] {
        assert_eq!(open(&ended(true, end)).unwrap_err(), Refusal::Truncated, "{end:?}");
    }
    // The tables are whole, and the pictures are cut anywhere.
    let bytes = Recording { movie_first: true, ..Recording::default() }.bytes();
    let pictures = bytes.windows(4).position(|name| name == b"mdat").unwrap() + 4;
    let length = [PICTURES, BETWEEN, PLACES, SOUND, PICTURES, PLACES].concat().len();
    for cut in pictures - 8..pictures + length {
        let outcome = open(&bytes[..cut]).unwrap_err();
        let is_between_boxes = cut == pictures - 8;
        assert_eq!(outcome, if is_between_boxes { Refusal::Corrupt } else { Refusal::Truncated }, "{cut}");
    }
}
