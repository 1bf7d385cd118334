//! The loops over pixels: arrays of a fixed length and sums of 32 bits, of which LLVM makes SIMD where it may, and words of eight bytes where that
//! serves as well.

use crate::RGB;
use crate::boxes::{Average, Boxes};
use crate::filter::{Filter, value};

/// Bytes that are mixed at once, and rows that are narrowed together.
const LANES: usize = 16;

/// Bytes and rows that are transposed at once: a word of each.
const WORD: usize = size_of::<u64>();

/// Makes fewer rows of rows that take `row` bytes each.
pub(crate) fn lower(rows: &[u8], row: usize, down: &Filter, into: &mut [u8]) {
    for ((start, weights), into) in down.each().zip(into.chunks_exact_mut(row)) {
        let rows = &rows[start * row..];
        let (chunks, rest) = into.as_chunks_mut();
        let whole = chunks.len() * LANES;
        for (index, chunk) in chunks.iter_mut().enumerate() {
            *chunk = mixed(&rows[index * LANES..], row, weights);
        }
        for (index, byte) in rest.iter_mut().enumerate() {
            let column = rows[whole + index..].iter().step_by(row).zip(weights);
            *byte = value(column.map(|(byte, weight)| i32::from(*byte) * i32::from(*weight)).sum());
        }
    }
}

/// Mixes bytes that stand below each other in rows of `row` bytes.
// Never inlined: by itself its sums stay in registers, and each weight is a factor of 16 bits to the compiler.
#[inline(never)]
fn mixed(rows: &[u8], row: usize, weights: &[i16]) -> [u8; LANES] {
    let mut sums = [0; LANES];
    let mut at = 0;
    for weight in weights {
        if let Some(bytes) = rows.get(at..).and_then(|rows| rows.first_chunk::<LANES>()) {
            for (sum, byte) in sums.iter_mut().zip(bytes) {
                *sum += i32::from(*byte) * i32::from(*weight);
            }
        }
        at += row;
    }
    sums.map(value)
}

/// Makes rows of fewer pixels. To mix pixels that stand beside each other as rows are mixed, rows become columns and columns rows, and back.
#[derive(Debug, Default)]
pub(crate) struct Narrowing {
    averages: Averages,
    wide: Vec<[u8; LANES]>,
    narrow: Vec<[u8; LANES]>,
}

impl Narrowing {
    /// Takes rows of `row` bytes each.
    pub(crate) fn narrow(&mut self, rows: &[u8], row: usize, boxes: Boxes, across: &Filter, into: &mut [u8]) {
        let narrow = across.count() * RGB;
        self.narrow.resize(narrow, [0; LANES]);
        for (rows, into) in rows.chunks(LANES * boxes.down * row).zip(into.chunks_mut(LANES * narrow)) {
            let (rows, row) = self.averages.of(rows, row, boxes);
            self.wide.resize(row, [0; LANES]);
            columns(rows, row, &mut self.wide);
            lower(self.wide.as_flattened(), RGB * LANES, across, self.narrow.as_flattened_mut());
            rows_of(&self.narrow, into);
        }
    }
}

/// Takes up to [`LANES`] rows of `row` bytes each.
fn columns(rows: &[u8], row: usize, columns: &mut [[u8; LANES]]) {
    for from in (0..LANES).step_by(WORD) {
        let rows = rows.get(from * row..).unwrap_or_default();
        for (block, columns) in columns.chunks_mut(WORD).enumerate() {
            let words = transposed(read(rows, row, block * WORD));
            for (column, word) in columns.iter_mut().zip(words) {
                column[from..from + WORD].copy_from_slice(&word.to_le_bytes());
            }
        }
    }
}

/// Gives as many rows as there is room for.
fn rows_of(columns: &[[u8; LANES]], into: &mut [u8]) {
    let row = columns.len();
    for from in (0..LANES).step_by(WORD) {
        let into = into.get_mut(from * row..).unwrap_or_default();
        for (block, columns) in columns.chunks(WORD).enumerate() {
            let words = transposed(read(columns.as_flattened(), LANES, from));
            let mut at = block * WORD;
            for word in words {
                if let Some(into) = into.get_mut(at..at + columns.len()) {
                    into.copy_from_slice(&word.to_le_bytes()[..columns.len()]);
                }
                at += row;
            }
        }
    }
}

/// From `at` on, a word of each row of `row` bytes; nothing where there is none.
fn read(rows: &[u8], row: usize, at: usize) -> [u64; WORD] {
    let mut words = [0; WORD];
    let mut start = at;
    for word in &mut words {
        let bytes = rows.get(start..).unwrap_or_default();
        *word = bytes.first_chunk().map_or_else(|| last(bytes), |bytes| u64::from_le_bytes(*bytes));
        start += row;
    }
    words
}

fn last(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// Bytes of words as a square: its rows become its columns. Halves are exchanged, then quarters, then bytes (Warren, "Hacker's Delight", 7-3).
fn transposed(mut words: [u64; WORD]) -> [u64; WORD] {
    exchange::<4>(&mut words, 0xffff_ffff);
    exchange::<2>(&mut words, 0xffff_0000_ffff);
    exchange::<1>(&mut words, 0x00ff_00ff_00ff_00ff);
    words
}

/// Exchanges the upper bytes of words with the lower ones of those that stand `APART` from them.
fn exchange<const APART: usize>(words: &mut [u64; WORD], lower: u64) {
    let bits = 8 * APART;
    for start in (0..WORD).step_by(2 * APART) {
        for index in start..start + APART {
            let exchanged = (words[index] >> bits ^ words[index + APART]) & lower;
            words[index + APART] ^= exchanged;
            words[index] ^= exchanged << bits;
        }
    }
}

/// Rows of which boxes of pixels became one.
#[derive(Debug, Default)]
struct Averages {
    /// Of each byte of a row, down its box: eight of them, every second one apart.
    words: Vec<[u64; 2]>,
    /// The same, one after another.
    sums: Vec<[u16; WORD]>,
    rows: Vec<u8>,
}

impl Averages {
    /// The rows as they are, or what boxes make of them, and how many bytes a row takes.
    fn of<'a>(&'a mut self, rows: &'a [u8], row: usize, boxes: Boxes) -> (&'a [u8], usize) {
        if (boxes.across, boxes.down) == (1, 1) {
            return (rows, row);
        }
        let boxed_row = (row / RGB).div_ceil(boxes.across) * RGB;
        self.rows.resize((rows.len() / row).div_ceil(boxes.down) * boxed_row, 0);
        for (rows, into) in rows.chunks(row * boxes.down).zip(self.rows.chunks_exact_mut(boxed_row)) {
            add_down(rows, row, &mut self.words);
            self.sums.clear();
            self.sums.extend(self.words.iter().map(in_order));
            let (sums, _) = self.sums.as_flattened()[..row].as_chunks::<RGB>();
            let lines = rows.len() / row;
            let full = Average::of(lines * boxes.across);
            let (into, _) = into.as_chunks_mut();
            for (sums, into) in sums.chunks(boxes.across).zip(into) {
                let average = if sums.len() == boxes.across { full } else { Average::of(lines * sums.len()) };
                *into = together(sums).map(|sum| average.value(sum));
            }
        }
        (&self.rows, boxed_row)
    }
}

/// Eight bytes at a time, of which every second one has room for its sum in a word.
fn add_down(rows: &[u8], row: usize, sums: &mut Vec<[u64; 2]>) {
    const EVERY_SECOND: u64 = 0x00ff_00ff_00ff_00ff;
    let add = |[even, odd]: &mut [u64; 2], word: u64| {
        *even += word & EVERY_SECOND;
        *odd += word >> 8 & EVERY_SECOND;
    };
    sums.clear();
    sums.resize(row.div_ceil(WORD), [0; 2]);
    for row in rows.chunks_exact(row) {
        let (words, rest) = row.as_chunks();
        for (sums, word) in sums.iter_mut().zip(words) {
            add(sums, u64::from_le_bytes(*word));
        }
        if let Some(sums) = sums.get_mut(words.len()) {
            add(sums, last(rest));
        }
    }
}

/// The sums of a word's bytes, of those at even places and of those at odd ones, in the order of the bytes.
fn in_order([even, odd]: &[u64; 2]) -> [u16; WORD] {
    const LOWER: u64 = 0x0000_ffff_0000_ffff;
    let apart = |two: u64| (two | two << 16) & LOWER;
    let four =
        |even: u64, odd: u64| (apart(even & 0xffff_ffff) | apart(odd & 0xffff_ffff) << 16).to_le_bytes();
    let (first, last) = (four(*even, *odd), four(even >> 32, odd >> 32));
    std::array::from_fn(|at| {
        let (bytes, at) = if at < WORD / 2 { (first, 2 * at) } else { (last, 2 * at - WORD) };
        u16::from_le_bytes([bytes[at], bytes[at + 1]])
    })
}

fn together(sums: &[[u16; RGB]]) -> [u16; RGB] {
    sums.iter().fold([0; RGB], |[red, green, blue], sum| [red + sum[0], green + sum[1], blue + sum[2]])
}
