//! The categories in force, and what is suggested of them.

use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::{CategoryUpdate, Engine};
use crate::city::CityConfig;
use crate::report::{Categories, Category, PhrasesError, Suggester};
use crate::store::{Db, Setting, StoreError};

/// What is read once and asked for with every keystroke.
#[derive(Default)]
pub(crate) struct CategoryCache {
    in_force: Mutex<Option<Arc<Categories>>>,
    suggester: OnceLock<Result<Suggester, PhrasesError>>,
}

/// The categories that came with the app, read when somebody asks for them first.
#[derive(Default)]
pub(crate) struct Bundled {
    read: OnceLock<Result<Arc<Categories>, serde_json::Error>>,
}

impl Bundled {
    /// # Errors
    /// When they can't be read.
    pub(crate) fn of(&self, city: &CityConfig) -> Result<Arc<Categories>, StoreError> {
        let parse = || {
            let mut bundled = Categories::parse(&city.categories)?;
            // What no service takes can't be sent.
            let taken =
                city.open311.as_ref().map(|desk| &desk.services).filter(|services| !services.is_empty());
            if let Some(services) = taken {
                bundled.categories.retain(|category| services.contains_key(&category.id));
            }
            if city.open311.is_some() {
                bundled.categories = bundled.categories.into_iter().filter_map(Category::at_a_desk).collect();
            }
            Ok(Arc::new(bundled))
        };
        let read = self.read.get_or_init(parse);
        read.as_ref().map(Arc::clone).map_err(|error| StoreError::Io(io::Error::other(error.to_string())))
    }
}

impl Engine {
    /// The city's newest categories, or the bundled ones.
    pub(crate) fn categories(&self, db: &Db<'_>) -> Result<Arc<Categories>, StoreError> {
        // Held while the database is read: whoever keeps newer ones clears the cache after that, never in between.
        let mut in_force = self.category_cache.in_force.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(categories) = &*in_force {
            return Ok(Arc::clone(categories));
        }
        let update: Option<CategoryUpdate> = db.setting(Setting::Categories)?;
        let categories = match update {
            Some(update) => Arc::new(update.categories),
            None => self.bundled.of(&self.config)?,
        };
        *in_force = Some(Arc::clone(&categories));
        Ok(categories)
    }

    /// There are newer categories in the database.
    pub(super) fn forget_categories(&self) {
        *self.category_cache.in_force.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What suggests a category; made when it is asked for first.
    pub(crate) fn suggester(&self) -> Result<&Suggester, PhrasesError> {
        let made = self.category_cache.suggester.get_or_init(|| Suggester::read(&self.config.phrases));
        made.as_ref().map_err(|error| *error)
    }
}
