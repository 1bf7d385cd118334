//! The colours that a printer's inks give, by the photo's ICC profile. Its table from inks to colours (ICC.1:2022, 10.10 and 10.11: `lut16Type` and
//! `lut8Type`) is brought to sRGB once, and each pixel is found between five of its nodes. The colour engine could do this too, and would add 39 KB,
//! gzipped, to a phone's library.

use moxcms::{ColorProfile, DataColorSpace, LutDataType, LutStore, LutWarehouse};

use super::colour::{lightness, srgb};

/// Bytes of one CMYK pixel.
pub(super) const CMYK: usize = 4;

/// What separates two nodes of the table.
const CELL: u32 = 256;

/// Tables with fewer nodes along an ink than this get one more between any two: between the profile's colours, those of
/// sRGB are on a curve.
const FEW_NODES: usize = 12;

/// From the paper that four inks leave free, 255 for all, to sRGB.
pub(super) struct Inks {
    /// Of each ink, where a value lies in the table.
    places: [[Place; 256]; CMYK],
    /// sRGB in 256 parts of a level.
    nodes: Vec<[u16; 3]>,
}

#[derive(Clone, Copy, Default)]
struct Place {
    /// Of the node below.
    node: u32,
    /// How far it is to the next one, of [`CELL`].
    part: u32,
    /// To the next node along this ink.
    step: u32,
}

impl Inks {
    /// By the profile `icc`; `None` when it makes no sense, is not of CMYK, or has no such table, of Lab.
    pub(super) fn from(icc: &[u8]) -> Option<Self> {
        let profile = ColorProfile::new_from_slice(icc).ok()?;
        if (profile.color_space, profile.pcs) != (DataColorSpace::Cmyk, DataColorSpace::Lab) {
            return None;
        }
        let Some(LutWarehouse::Lut(table)) =
            profile.lut_a_to_b_perceptual.or(profile.lut_a_to_b_colorimetric)
        else {
            return None;
        };
        Table::of(&table)?.prepared()
    }

    pub(super) fn print(&self, paper: &[u8], rgb: &mut [u8]) {
        let (paper, _) = paper.as_chunks::<CMYK>();
        let (rgb, _) = rgb.as_chunks_mut::<3>();
        let mut last = None;
        for (to, pixel) in rgb.iter_mut().zip(paper) {
            *to = match last {
                Some((same, colour)) if same == pixel => colour,
                _ => self.colour(*pixel),
            };
            last = Some((pixel, *to));
        }
    }

    /// Between the five corners of the simplex that the pixel is in.
    fn colour(&self, paper: [u8; CMYK]) -> [u8; 3] {
        let mut places = [Place::default(); CMYK];
        for ((place, ink), value) in places.iter_mut().zip(&self.places).zip(paper) {
            *place = ink[usize::from(value)];
        }
        let mut node = places.iter().map(|place| place.node).sum::<u32>();
        for (a, b) in [(0, 1), (2, 3), (0, 2), (1, 3), (1, 2)] {
            if places[a].part < places[b].part {
                places.swap(a, b);
            }
        }
        let mut sums = [0; 3];
        let mut before = CELL;
        for place in places.iter().chain([&Place::default()]) {
            let corner = self.nodes.get(node as usize).copied().unwrap_or_default();
            for (sum, value) in sums.iter_mut().zip(corner) {
                *sum += u32::from(value) * (before - place.part);
            }
            before = place.part;
            node += place.step;
        }
        sums.map(|sum| u8::try_from((sum + (1 << 15)) >> 16).unwrap_or(u8::MAX))
    }
}

/// The table as it stands in the profile, in numbers from 0 to 1.
struct Table {
    inputs: Vec<f32>,
    nodes: Vec<f32>,
    outputs: Vec<f32>,
    /// Along each ink.
    points: usize,
    to_srgb: fn([f32; 3]) -> [f32; 3],
}

impl Table {
    fn of(table: &LutDataType) -> Option<Self> {
        let points = usize::from(table.num_clut_grid_points);
        let sizes = (table.num_input_channels, table.num_output_channels);
        if sizes != (4, 3) || points < 2 {
            return None;
        }
        let to_srgb = match table.clut_table {
            LutStore::Store16(_) => from_lab16,
            LutStore::Store8(_) => from_lab8,
        };
        let numbers = |store: &LutStore| match store {
            LutStore::Store8(bytes) => bytes.iter().map(|byte| f32::from(*byte) / 255.0).collect::<Vec<_>>(),
            LutStore::Store16(words) => words.iter().map(|word| f32::from(*word) / 65_535.0).collect(),
        };
        let (inputs, nodes) = (numbers(&table.input_table), numbers(&table.clut_table));
        let outputs = numbers(&table.output_table);
        let is_whole = inputs.len() >= 2 * CMYK && outputs.len() >= 2 * 3 && nodes.len() == points.pow(4) * 3;
        is_whole.then_some(Self { inputs, nodes, outputs, points, to_srgb })
    }

    fn prepared(&self) -> Option<Inks> {
        let finer = if self.points < FEW_NODES { 2 } else { 1 };
        let points = (self.points - 1) * finer + 1;
        let mut nodes = Vec::with_capacity(points.pow(4));
        for index in 0..points.pow(4) {
            let at = [3, 2, 1, 0].map(|ink| index / points.pow(ink) % points);
            nodes.push((self.to_srgb)(self.outputs(self.node(at, finer))).map(level));
        }
        let mut places = [[Place::default(); 256]; CMYK];
        for ((ink, step), curve) in
            places.iter_mut().zip([3, 2, 1, 0]).zip(self.inputs.chunks_exact(self.inputs.len() / CMYK))
        {
            let step = u32::try_from(points.pow(step)).ok()?;
            let cells = u32::try_from(points - 1).ok()?;
            for (paper, place) in (0_u8..=255).zip(ink) {
                let at = whole(between(curve, f32::from(255 - paper) / 255.0) * float(cells * CELL));
                let cell = (at / CELL).min(cells - 1);
                *place = Place { node: cell * step, part: (at - cell * CELL).min(CELL), step };
            }
        }
        Some(Inks { places, nodes })
    }

    /// Halfway between two of the profile's own nodes, or one of them, in a table that is so many times as fine.
    fn node(&self, at: [usize; CMYK], finer: usize) -> [f32; 3] {
        let index = |up: usize| at.iter().fold(0, |index, place| index * self.points + (place + up) / finer);
        let (below, above) = (&self.nodes[3 * index(0)..], &self.nodes[3 * index(finer - 1)..]);
        [0, 1, 2].map(|value| f32::midpoint(below[value], above[value]))
    }

    fn outputs(&self, node: [f32; 3]) -> [f32; 3] {
        let mut node = node;
        for (value, curve) in node.iter_mut().zip(self.outputs.chunks_exact(self.outputs.len() / 3)) {
            *value = between(curve, *value);
        }
        node
    }
}

/// On a curve of values at equal distances.
fn between(curve: &[f32], at: f32) -> f32 {
    let at = at.clamp(0.0, 1.0) * float(u32::try_from(curve.len() - 1).unwrap_or(0));
    let first = (whole(at.floor()) as usize).min(curve.len() - 2);
    let part = at - float(u32::try_from(first).unwrap_or(0));
    curve[first] + (curve[first + 1] - curve[first]) * part
}

/// The Lab of 16 bits that `lut16Type` keeps in all versions (ICC.1:2022, 10.10).
fn from_lab16([l, a, b]: [f32; 3]) -> [f32; 3] {
    let word = 65_535.0 / 256.0;
    lab(l * word / 2.55, a * word - 128.0, b * word - 128.0)
}

fn from_lab8([l, a, b]: [f32; 3]) -> [f32; 3] {
    lab(l * 100.0, a * 255.0 - 128.0, b * 255.0 - 128.0)
}

/// Of D50, as all profiles.
fn lab(l: f32, a: f32, b: f32) -> [f32; 3] {
    let l = l.clamp(0.0, 100.0);
    let shares = [l + a * 0.232, l, l - b * 0.58].map(lightness);
    srgb([0.964_2 * shares[0], shares[1], 0.824_9 * shares[2]])
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 65,280")]
fn level(value: f32) -> u16 {
    (value.clamp(0.0, 1.0) * 65_280.0).round() as u16
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a table")]
fn whole(value: f32) -> u32 {
    value.round() as u32
}

#[expect(clippy::cast_precision_loss, reason = "a size of a table")]
fn float(value: u32) -> f32 {
    value as f32
}
