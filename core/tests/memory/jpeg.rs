//! JPEG files of one grey, written bit by bit (ITU-T T.81): two zero bits for each block, so that 64 megapixels take half a megabyte and
//! any kind of frame and scan can be had.

/// How the components come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scans {
    Together,
    OneEach,
    Progressive,
}

#[derive(Clone)]
pub(crate) struct Flat {
    pub(crate) width: u16,
    pub(crate) height: u16,
    /// Of each component, across and down in a half-byte each.
    pub(crate) sampling: Vec<u8>,
    pub(crate) scans: Scans,
    pub(crate) precision: u8,
    /// Another marker than the right one for the frame.
    pub(crate) frame: Option<u8>,
}

impl Default for Flat {
    fn default() -> Self {
        let sampling = vec![0x22, 0x11, 0x11];
        Self { width: 0, height: 0, sampling, scans: Scans::Together, precision: 8, frame: None }
    }
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap();
    [&[0xFF, marker], &length.to_be_bytes()[..], content].concat()
}

/// So many zero bits, filled up with ones.
fn zeros(bits: u64) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(bits / 8).unwrap()];
    if !bits.is_multiple_of(8) {
        bytes.push(0xFF >> (bits % 8));
    }
    bytes
}

/// The header of a scan of these components and coefficients.
fn scan(components: &[usize], first: u8, last: u8) -> Vec<u8> {
    let mut content = vec![u8::try_from(components.len()).unwrap()];
    for component in components {
        content.extend([u8::try_from(component + 1).unwrap(), 0]);
    }
    content.extend([first, last, 0]);
    segment(0xDA, &content)
}

impl Flat {
    /// Up to the frame.
    fn start(&self) -> Vec<u8> {
        let frame = self.frame.unwrap_or(if self.scans == Scans::Progressive { 0xC2 } else { 0xC0 });
        let mut header = vec![self.precision];
        header.extend(self.height.to_be_bytes());
        header.extend(self.width.to_be_bytes());
        header.push(u8::try_from(self.sampling.len()).unwrap());
        for (id, sampling) in (1..).zip(&self.sampling) {
            header.extend([id, *sampling, 0]);
        }
        let quantisation = segment(0xDB, &[&[0][..], &[1; 64]].concat());
        // One code of one bit, for "no difference" and "nothing more".
        let codes = |class: u8| segment(0xC4, &[&[class, 1][..], &[0; 15], &[0]].concat());
        [vec![0xFF, 0xD8], quantisation, codes(0x00), codes(0x10), segment(frame, &header)].concat()
    }

    /// Without any data.
    pub(crate) fn header(&self) -> Vec<u8> {
        let all: Vec<usize> = (0..self.sampling.len()).collect();
        [self.start(), scan(&all, 0, 63), vec![0xFF, 0xD9]].concat()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let all: Vec<usize> = (0..self.sampling.len()).collect();
        let mut file = self.start();
        match self.scans {
            Scans::Together => {
                file.extend(scan(&all, 0, 63));
                file.extend(zeros(self.blocks_together() * 2));
            }
            Scans::OneEach => {
                for component in all {
                    file.extend(scan(&[component], 0, 63));
                    file.extend(zeros(self.blocks_of(component) * 2));
                }
            }
            Scans::Progressive => {
                file.extend(scan(&all, 0, 0));
                file.extend(zeros(self.blocks_together()));
                for component in all {
                    file.extend(scan(&[component], 1, 63));
                    file.extend(zeros(self.blocks_of(component)));
                }
            }
        }
        file.extend([0xFF, 0xD9]);
        file
    }

    fn most(&self, shift: u8) -> u64 {
        self.sampling.iter().map(|sampling| u64::from(sampling >> shift & 15)).max().unwrap()
    }

    /// With several components in a scan, each has whole units (A.2.3). One alone has a unit of a single block.
    fn blocks_together(&self) -> u64 {
        if self.sampling.len() == 1 {
            return self.blocks_of(0);
        }
        let units = u64::from(self.width).div_ceil(8 * self.most(4))
            * u64::from(self.height).div_ceil(8 * self.most(0));
        units
            * self
                .sampling
                .iter()
                .map(|sampling| u64::from(sampling >> 4) * u64::from(sampling & 15))
                .sum::<u64>()
    }

    /// A component alone has only the blocks that it needs (A.2.2).
    fn blocks_of(&self, component: usize) -> u64 {
        let factors = self.sampling[component];
        let side = |length: u16, factor: u8, most: u64| {
            (u64::from(length) * u64::from(factor)).div_ceil(most).div_ceil(8)
        };
        side(self.width, factors >> 4, self.most(4)) * side(self.height, factors & 15, self.most(0))
    }
}

/// With an end, but without the second half of what should be before it.
pub(crate) fn halved(file: &[u8]) -> Vec<u8> {
    [&file[..file.len() / 2], &[0xFF, 0xD9]].concat()
}

/// The file with an ICC profile of inks whose table has so many nodes along each of them, all of one grey.
pub(crate) fn inked(file: &[u8], points: u8) -> Vec<u8> {
    let curves = |count: usize| [0, 0, 0xFF, 0xFF].repeat(count);
    let matrix = [1_u32, 0, 0, 0, 1, 0, 0, 0, 1].map(|one| (one << 16).to_be_bytes());
    let table = [
        &b"mft2\0\0\0\0\x04\x03"[..],
        &[points, 0],
        matrix.as_flattened(),
        &[0, 2, 0, 2],
        &curves(4),
        &[0x80, 0].repeat(usize::from(points).pow(4) * 3),
        &curves(3),
    ]
    .concat();
    let length = |bytes: usize| u32::try_from(bytes).unwrap().to_be_bytes();
    let mut profile = vec![0; 128];
    for (at, field) in [
        (0, &length(144 + table.len())),
        (8, b"\x02\x10\0\0"),
        (12, b"prtr"),
        (16, b"CMYK"),
        (20, b"Lab "),
        (36, b"acsp"),
    ] {
        profile[at..at + 4].copy_from_slice(field);
    }
    // D50, which every profile is of.
    profile[68..80].copy_from_slice(b"\0\0\xF6\xD6\0\x01\0\0\0\0\xD3\x2D");
    profile.extend([&[0, 0, 0, 1][..], b"A2B0", &length(144), &length(table.len()), &table].concat());
    let parts: Vec<&[u8]> = profile.chunks(65_000).collect();
    let parts: Vec<u8> = (1_u8..)
        .zip(&parts)
        .flat_map(|(number, part)| {
            let count = u8::try_from(parts.len()).unwrap();
            segment(0xE2, &[&b"ICC_PROFILE\0"[..], &[number, count], part].concat())
        })
        .collect();
    [&file[..2], &parts, &file[2..]].concat()
}
