//! gzip (RFC 1952), the only coding that is spoken. Answers of JSON and XML come in it as the city likes, and are never unpacked beyond what an answer may hold;
//! large bodies go in it once the city said that it takes them (RFC 7694).

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::answer::WireError;

pub(super) const GZIP: &str = "gzip";
/// What is smaller fits a packet or two as it is.
const WORTH_IT: usize = 1024;

/// What was packed; no more than so many bytes.
pub(super) fn unpack(packed: &[u8], at_most: usize) -> Result<Vec<u8>, WireError> {
    let mut whole = Vec::new();
    let one_too_many = u64::try_from(at_most).unwrap_or(u64::MAX).saturating_add(1);
    let read = MultiGzDecoder::new(packed).take(one_too_many).read_to_end(&mut whole);
    if read.is_err() || whole.len() > at_most { Err(WireError::Garbled) } else { Ok(whole) }
}

/// A large body packed; `None` when that is not worth it.
pub(super) fn pack(body: &[u8]) -> Option<Vec<u8>> {
    if body.len() < WORTH_IT {
        return None;
    }
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(body).ok()?;
    packer.finish().ok().filter(|packed| packed.len() < body.len())
}

/// Whether gzip is among the codings of a header field (RFC 9110 section 12.5.3).
pub(super) fn names_gzip(field: &str) -> bool {
    field.split(',').any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let is_gzip = parts.next().is_some_and(|coding| coding.eq_ignore_ascii_case(GZIP));
        let weight = parts.find_map(|part| part.strip_prefix("q=")).and_then(|q| q.parse::<f64>().ok());
        is_gzip && weight != Some(0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_whole() {
        let body = "Nước ngập trước chợ. ".repeat(500).into_bytes();
        let packed = pack(&body).unwrap();
        assert!(packed.len() * 10 < body.len());
        assert_eq!(unpack(&packed, body.len()), Ok(body.clone()));
        // RFC 1952 section 2.2: several members are one after the other.
        assert_eq!(unpack(&[packed.clone(), packed].concat(), 2 * body.len()).unwrap().len(), 2 * body.len());
    }

    #[test]
    fn small_bodies_and_those_that_do_not_shrink_go_as_they_are() {
        assert_eq!(pack(&[b' '; WORTH_IT - 1]), None);
        assert!(pack(&[b' '; WORTH_IT]).is_some());
        let mut state = 1_u64;
        let noise: Vec<u8> = (0..4096)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                state.to_be_bytes()[0]
            })
            .collect();
        assert_eq!(pack(&noise), None);
    }

    #[test]
    fn a_bomb_a_cut_stream_and_garbage_are_garbled() {
        let bomb = pack(&vec![0; 64 << 20]).unwrap();
        assert!(bomb.len() < 100_000);
        assert_eq!(unpack(&bomb, 8 << 20), Err(WireError::Garbled));
        let packed = pack(&[b'x'; 5000]).unwrap();
        assert_eq!(unpack(&packed, 4999), Err(WireError::Garbled), "one byte too many");
        for cut in [0, 5, packed.len() / 2, packed.len() - 1] {
            assert_eq!(unpack(&packed[..cut], 5000), Err(WireError::Garbled), "cut at {cut}");
        }
        let mut damaged = packed.clone();
        let checksum = damaged.len() - 6;
        damaged[checksum] ^= 1;
        assert_eq!(unpack(&damaged, 5000), Err(WireError::Garbled));
        assert_eq!(unpack(&[packed, b"more".to_vec()].concat(), 10_000), Err(WireError::Garbled));
        assert_eq!(unpack(b"{\"id\": 1}", 100), Err(WireError::Garbled));
    }

    #[test]
    fn gzip_is_found_among_codings() {
        for taken in ["gzip", "br, GZIP;q=0.5", "identity, gzip"] {
            assert!(names_gzip(taken), "{taken}");
        }
        for not in ["", "br", "gzip;q=0", "gzip; q=0.000", "x-gzip2"] {
            assert!(!names_gzip(not), "{not}");
        }
    }
}
