//! Suggests a category from what the citizen writes and from what others reported at the place, on the phone: a multinomial Bayes classifier (one
//! category against the rest) over the phrases that a city lists for each of its categories. Pure: a text goes in, ids of categories come out, the
//! likeliest first; the same text at the same place gets the same answer for ever.
//!
//! A position by itself says little about the kind of trouble; the open reports round it do. They are a prior: they decide where the text does not.

mod features;
mod search;

use std::collections::HashMap;

use crate::sorting::sort_by;
use features::{Feature, Kind, features};
pub use search::{other, search};

/// So many are suggested, at most.
pub const MAX_SUGGESTIONS: usize = 3;

/// What is added to each count, so that nothing is impossible.
const SMOOTHING: f32 = 0.5;
/// For the rest of the categories, which are many, more.
const SMOOTHING_OF_REST: f32 = 3.0 * SMOOTHING;

/// What none, one, two and more open reports at a place speak for their category, as a logarithm: about as much as one word of a text.
const PRIORS: [f32; 4] = [0.0, 1.0, 1.5, 2.0];

/// Knows what citizens write about each category.
#[derive(Debug)]
pub struct Suggester {
    categories: Vec<String>,
    /// How often each feature stands in each category's phrases; categories by their position.
    counts: HashMap<Feature, Vec<(u8, u8)>>,
    vocabularies: [Totals; Kind::ALL.len()],
}

/// Of one kind of feature.
#[derive(Clone, Debug, Default)]
struct Totals {
    /// Different ones.
    size: f32,
    /// All of them in each category.
    of_category: Vec<f32>,
    all: f32,
}

/// The phrases can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhrasesError {
    /// A phrase stands before the first category.
    #[error("line {line}: a phrase of no category")]
    NoCategory {
        /// The line, from 1.
        line: usize,
    },
    /// More categories than the library counts.
    #[error("more than 255 categories")]
    TooManyCategories,
}

impl Suggester {
    /// Reads a city's phrases: `[category-id]` on a line of its own, below it phrases between commas, `#` before a comment.
    ///
    /// # Errors
    /// [`PhrasesError`].
    pub fn read(phrases: &str) -> Result<Self, PhrasesError> {
        let mut suggester = Self {
            categories: Vec::new(),
            counts: HashMap::new(),
            vocabularies: std::array::from_fn(|_| Totals::default()),
        };
        for (number, line) in phrases.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(id) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                suggester.categories.push(id.to_owned());
                continue;
            }
            let last = suggester.categories.len().checked_sub(1);
            let position = last.ok_or(PhrasesError::NoCategory { line: number + 1 })?;
            let category = u8::try_from(position).map_err(|_| PhrasesError::TooManyCategories)?;
            for phrase in line.split(',') {
                suggester.learn(category, phrase);
            }
        }
        suggester.add_up();
        Ok(suggester)
    }

    fn learn(&mut self, category: u8, phrase: &str) {
        for feature in features(phrase) {
            let counts = self.counts.entry(feature).or_default();
            match counts.iter_mut().find(|(known, _)| *known == category) {
                Some((_, count)) => *count = count.saturating_add(1),
                None => counts.push((category, 1)),
            }
        }
    }

    fn add_up(&mut self) {
        for totals in &mut self.vocabularies {
            totals.of_category = vec![0.0; self.categories.len()];
        }
        for (feature, counts) in &self.counts {
            let totals = &mut self.vocabularies[usize::from(feature.kind)];
            totals.size += 1.0;
            for (category, count) in counts {
                totals.of_category[usize::from(*category)] += f32::from(*count);
                totals.all += f32::from(*count);
            }
        }
    }

    /// The likeliest categories for a text, at most [`MAX_SUGGESTIONS`]; none when no word of it is known. Only those count that
    /// `is_offered`.
    #[must_use]
    pub fn suggest(&self, text: &str, is_offered: impl Fn(&str) -> bool) -> Vec<&str> {
        self.suggest_at(text, is_offered, |_| 0)
    }

    /// The same at a place, where so many open reports are about each category. A text that tells nothing gets what was reported there.
    #[must_use]
    pub fn suggest_at(
        &self,
        text: &str,
        is_offered: impl Fn(&str) -> bool,
        reported: impl Fn(&str) -> usize,
    ) -> Vec<&str> {
        let scored = self.scores(text).into_iter().zip(self.categories.iter().map(String::as_str));
        let offered: Vec<(f32, &str)> = scored.filter(|(_, id)| is_offered(id)).collect();
        // In a long text, most of which is beside the matter, even the likeliest one may be less likely than the rest together.
        let text_tells = offered.iter().any(|(score, _)| score.abs() > 0.0);
        let mut ranked: Vec<(f32, &str)> = offered
            .into_iter()
            .map(|(score, id)| (score, PRIORS[reported(id).min(PRIORS.len() - 1)], id))
            .filter(|(_, prior, _)| text_tells || *prior > 0.0)
            .map(|(score, prior, id)| (score + prior, id))
            .collect();
        // Equal ones keep the city's order.
        sort_by(&mut ranked, |(one, _), (other, _)| other.total_cmp(one));
        ranked.into_iter().map(|(_, id)| id).take(MAX_SUGGESTIONS).collect()
    }

    /// How much likelier each category is than the rest, as a logarithm.
    fn scores(&self, text: &str) -> Vec<f32> {
        let mut scores = vec![0.0; self.categories.len()];
        for feature in features(text) {
            let Some(counts) = self.counts.get(&feature) else { continue };
            let totals = &self.vocabularies[usize::from(feature.kind)];
            let weight = Kind::ALL[usize::from(feature.kind)].weight();
            let everywhere: f32 = counts.iter().map(|(_, count)| f32::from(*count)).sum();
            for (position, score) in scores.iter_mut().enumerate() {
                let here = counts.iter().find(|(category, _)| usize::from(*category) == position);
                let here = here.map_or(0.0, |(_, count)| f32::from(*count));
                *score += weight * totals.evidence(position, here, everywhere - here);
            }
        }
        scores
    }
}

impl Totals {
    /// What a feature says for a category in whose phrases it stands `here` times, and `elsewhere` in the others'.
    fn evidence(&self, category: usize, here: f32, elsewhere: f32) -> f32 {
        let total = self.of_category[category];
        let likely = (here + SMOOTHING) / (total + SMOOTHING * self.size);
        let of_rest = (elsewhere + SMOOTHING_OF_REST) / (self.all - total + SMOOTHING_OF_REST * self.size);
        (likely / of_rest).ln()
    }
}

#[cfg(test)]
mod tests;
