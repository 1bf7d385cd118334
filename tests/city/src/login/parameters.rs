//! The parameters of OAuth requests and answers: `application/x-www-form-urlencoded`, each at most once, an
//! empty one as good as none (RFC 6749, section 3.1). It does not know what they mean.

use form_urlencoded::Serializer;

/// The parameters of a request, from its query or its body.
#[derive(Debug)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// `None` when a parameter is there twice.
    pub(crate) fn read(encoded: &[u8]) -> Option<Self> {
        let mut read: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            if read.iter().any(|(earlier, _)| *earlier == name) {
                return None;
            }
            read.push((name.into_owned(), value.into_owned()));
        }
        Some(Self(read))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(one, value)| one == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// The words of a parameter that is a list of them.
    pub(crate) fn words(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get(name).unwrap_or_default().split(' ').filter(|word| !word.is_empty())
    }
}

/// The address with these parameters as its query.
pub(crate) fn address(base: &str, parameters: &[(&str, &str)]) -> String {
    let query = Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("{base}?{query}")
}
