// The address of a map's tiles, as an adopter writes it. Read by the build script too, so it stands for itself.

/// Where the tiles of a map come from: `https://tiles.example/{z}/{x}/{y}.png`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TileAddress {
    origin: String,
    path: String,
}

impl TileAddress {
    /// Reads an address in which each of `{z}`, `{x}` and `{y}` stands once, behind the host.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let after_scheme = text.find("://").map(|at| at + 3).ok_or("tiles is no URL")?;
        let path_at =
            text[after_scheme..].find('/').map(|at| after_scheme + at).ok_or("tiles has no path")?;
        let (origin, path) = text.split_at(path_at);
        if origin.len() == after_scheme || origin.contains(['{', '}', '@', '?', '#', '\\']) {
            return Err("tiles has no host");
        }
        if path.chars().any(|letter| letter.is_whitespace() || letter.is_control() || letter == '#') {
            return Err("tiles is no URL");
        }
        let mut rest = path.to_owned();
        for placeholder in ["{z}", "{x}", "{y}"] {
            if rest.matches(placeholder).count() != 1 {
                return Err("tiles needs each of {z}, {x} and {y} once");
            }
            rest = rest.replace(placeholder, "");
        }
        if rest.contains(['{', '}']) {
            return Err("tiles knows no placeholder but {z}, {x} and {y}");
        }
        Ok(Self { origin: origin.to_owned(), path: path.to_owned() })
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The path and query of a tile.
    #[must_use]
    pub fn path(&self, zoom: u8, x: u32, y: u32) -> String {
        let path = self.path.replace("{z}", &zoom.to_string());
        path.replace("{x}", &x.to_string()).replace("{y}", &y.to_string())
    }
}

/// What an adopter's `[map]` must keep.
///
/// # Errors
/// What is wrong with it.
pub fn check_map(tiles: &str, attribution: &str, max_zoom: i64) -> Result<TileAddress, &'static str> {
    if attribution.trim().is_empty() {
        return Err("attribution is empty");
    }
    if !(1..=22).contains(&max_zoom) {
        return Err("max_zoom is not from 1 to 22");
    }
    TileAddress::parse(tiles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_has_its_numbers_in_their_places() {
        let address =
            check_map("https://tiles.example/osm/{z}/{x}/{y}.png?style=1", "© tiles.example", 19).unwrap();
        assert_eq!(address.origin(), "https://tiles.example");
        assert_eq!(address.path(17, 104_704, 59_455), "/osm/17/104704/59455.png?style=1");
    }

    #[test]
    fn an_address_that_lacks_something_or_has_too_much_is_refused() {
        for (tiles, wrong) in [
            ("tiles.example/{z}/{x}/{y}.png", "tiles is no URL"),
            ("https://tiles.example", "tiles has no path"),
            ("https:///{z}/{x}/{y}.png", "tiles has no host"),
            ("https://{z}.tiles.example/{x}/{y}.png", "tiles has no host"),
            ("https://me:secret@tiles.example/{z}/{x}/{y}.png", "tiles has no host"),
            ("https://tiles.example/{z}/{x}.png", "tiles needs each of {z}, {x} and {y} once"),
            ("https://tiles.example/{z}/{x}/{y}/{y}.png", "tiles needs each of {z}, {x} and {y} once"),
            ("https://tiles.example/{s}/{z}/{x}/{y}.png", "tiles knows no placeholder but {z}, {x} and {y}"),
            ("https://tiles.example/{z}/{x}/{y} .png", "tiles is no URL"),
        ] {
            assert_eq!(check_map(tiles, "© tiles.example", 19), Err(wrong), "{tiles}");
        }
        let tiles = "https://tiles.example/{z}/{x}/{y}.png";
        assert_eq!(check_map(tiles, " ", 19), Err("attribution is empty"));
        for max_zoom in [0, 23, -1] {
            assert_eq!(check_map(tiles, "©", max_zoom), Err("max_zoom is not from 1 to 22"));
        }
    }
}
