//! PNG files of one colour, written chunk by chunk: of any size, interlaced, with more data than they should have.

use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

#[derive(Clone)]
pub(crate) struct Flat {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) depth: u8,
    pub(crate) interlaced: bool,
    /// Rows behind the last one.
    pub(crate) more_rows: u32,
}

impl Default for Flat {
    fn default() -> Self {
        Self { width: 0, height: 0, depth: 8, interlaced: false, more_rows: 0 }
    }
}

/// Start and step across and down of the seven passes (W3C PNG, 8.1).
const ADAM7: [[u32; 4]; 7] =
    [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";

fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut checksum = Crc::new();
    checksum.update(&name);
    checksum.update(content);
    let length = u32::try_from(content.len()).unwrap();
    [&length.to_be_bytes(), &name[..], content, &checksum.sum().to_be_bytes()].concat()
}

fn deflated(zeros: u64) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let block = vec![0; 1 << 20];
    let mut left = zeros;
    while left > 0 {
        let length = left.min(block.len() as u64);
        encoder.write_all(&block[..usize::try_from(length).unwrap()]).unwrap();
        left -= length;
    }
    encoder.finish().unwrap()
}

impl Flat {
    fn start(&self) -> Vec<u8> {
        let mut header = Vec::new();
        header.extend(self.width.to_be_bytes());
        header.extend(self.height.to_be_bytes());
        // RGBA.
        header.extend([self.depth, 6, 0, 0, u8::from(self.interlaced)]);
        [SIGNATURE, &chunk(*b"IHDR", &header)].concat()
    }

    /// Without any data.
    pub(crate) fn header(&self) -> Vec<u8> {
        [self.start(), chunk(*b"IDAT", &[]), chunk(*b"IEND", &[])].concat()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.with(&[])
    }

    fn with(&self, chunks: &[u8]) -> Vec<u8> {
        let row = |pixels: u32| 1 + u64::from(pixels) * 4 * u64::from(self.depth / 8);
        let length = if self.interlaced {
            let pass = |[left, top, across, down]: [u32; 4]| {
                u64::from((self.height - top).div_ceil(down)) * row((self.width - left).div_ceil(across))
            };
            ADAM7.map(pass).iter().sum()
        } else {
            u64::from(self.height + self.more_rows) * row(self.width)
        };
        let data = chunk(*b"IDAT", &deflated(length));
        [&self.start(), chunks, &data, &chunk(*b"IEND", &[])].concat()
    }
}

fn small(side: u32) -> Flat {
    Flat { width: side, height: side, ..Flat::default() }
}

pub(crate) fn with_profile_bomb(side: u32) -> Vec<u8> {
    small(side).with(&chunk(*b"iCCP", &[b"bomb\0\0", &deflated(256 << 20)[..]].concat()))
}

pub(crate) fn with_text_bomb(side: u32) -> Vec<u8> {
    small(side).with(&chunk(*b"zTXt", &[b"Comment\0\0", &deflated(256 << 20)[..]].concat()))
}
