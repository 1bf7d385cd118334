//! The wards, and how they are searched: read from what the city is configured with when they are first asked for. The start does not wait for them.

use std::sync::OnceLock;

use crate::city::CityConfig;
use crate::error::ApiError;
use crate::place::{Boundaries, Gazetteer};

/// What is known of the city's places.
#[derive(Default)]
pub(crate) struct Geography {
    read: OnceLock<Result<(Boundaries, Gazetteer), &'static str>>,
}

impl Geography {
    /// Reads it now, unless that was done.
    ///
    /// # Errors
    /// Which part of the city's configuration is not what it should be.
    pub(crate) fn of(&self, city: &CityConfig) -> Result<&(Boundaries, Gazetteer), &'static str> {
        let read = || {
            let boundaries = Boundaries::decode(&city.boundaries).map_err(|_| "boundaries")?;
            let gazetteer = Gazetteer::new(&boundaries, &city.former_units).map_err(|_| "former units")?;
            Ok((boundaries, gazetteer))
        };
        self.read.get_or_init(read).as_ref().map_err(|part| *part)
    }
}

impl super::Engine {
    /// The wards' borders.
    pub(crate) fn boundaries(&self) -> Result<&Boundaries, ApiError> {
        Ok(&self.geography()?.0)
    }

    /// The search of wards.
    pub(crate) fn gazetteer(&self) -> Result<&Gazetteer, ApiError> {
        Ok(&self.geography()?.1)
    }

    fn geography(&self) -> Result<&(Boundaries, Gazetteer), ApiError> {
        self.geography.of(&self.config).map_err(|part| ApiError::internal(&part))
    }
}
