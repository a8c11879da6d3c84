//! Wildcards of paths and queries.

use super::PatternError;

/// A part of an entry: characters and wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glob(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// This character.
    Literal(char),
    /// `*`: any number of characters.
    Many,
    /// `?`: one character.
    One,
    /// `[…]`: one character of these ranges, or of none of them.
    Class { ranges: Vec<(char, char)>, negated: bool },
}

impl Glob {
    pub(super) fn parse(text: &str) -> Result<Self, PatternError> {
        let mut pieces = Vec::new();
        let mut rest = text.chars();
        while let Some(letter) = rest.next() {
            pieces.push(match letter {
                '*' if pieces.last() == Some(&Piece::Many) => return Err(PatternError::Syntax),
                '*' => Piece::Many,
                '?' => Piece::One,
                '[' => {
                    let (class, after) = rest.as_str().split_once(']').ok_or(PatternError::Syntax)?;
                    rest = after.chars();
                    Self::class(class)?
                }
                // Other matchers read these as alternatives or escapes.
                ']' | '{' | '}' | '(' | ')' | '|' | '\\' => return Err(PatternError::Syntax),
                letter => Piece::Literal(letter),
            });
        }
        Ok(Self(pieces))
    }

    /// Matches only this text.
    pub(super) fn literal(text: &str) -> Self {
        Self(text.chars().map(Piece::Literal).collect())
    }

    fn class(text: &str) -> Result<Piece, PatternError> {
        let (negated, text) = match text.strip_prefix(['!', '^']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let letters: Vec<char> = text.chars().collect();
        if !letters.iter().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '~')) {
            return Err(PatternError::Syntax);
        }
        let (mut ranges, mut rest) = (Vec::new(), &letters[..]);
        while let Some((first, after)) = rest.split_first() {
            let (last, after) = if let ['-', last, after @ ..] = after { (last, after) } else { (first, after) };
            ranges.push((*first, *last));
            rest = after;
        }
        let fits = !ranges.is_empty() && ranges.iter().all(|(first, last)| first <= last);
        if fits { Ok(Piece::Class { ranges, negated }) } else { Err(PatternError::Syntax) }
    }

    /// Whether it has no wildcards.
    pub(super) fn is_literal(&self) -> bool {
        self.0.iter().all(|piece| matches!(piece, Piece::Literal(_)))
    }

    /// The text that it is, with a harmless letter for each wildcard.
    pub(super) fn sample(&self) -> String {
        let letter = |piece: &Piece| if let Piece::Literal(letter) = piece { *letter } else { 'x' };
        self.0.iter().map(letter).collect()
    }

    /// Whether it matches this text. Each row says which ends of the text the pieces so far can reach.
    pub(super) fn matches(&self, text: &str) -> bool {
        let letters: Vec<char> = text.chars().collect();
        let mut reached = vec![false; letters.len() + 1];
        reached[0] = true;
        for piece in &self.0 {
            reached = piece.step(&letters, &reached);
        }
        reached.last().copied().unwrap_or_default()
    }
}

impl Piece {
    fn step(&self, letters: &[char], reached: &[bool]) -> Vec<bool> {
        let mut next = vec![false; reached.len()];
        let mut passed = false;
        for (end, slot) in next.iter_mut().enumerate() {
            let letter = end.checked_sub(1).filter(|before| reached[*before]).map(|before| letters[before]);
            *slot = match self {
                Self::Many => {
                    passed |= reached[end];
                    passed
                }
                Self::One => letter.is_some(),
                Self::Literal(own) => letter == Some(*own),
                Self::Class { ranges, negated } => letter.is_some_and(|letter| {
                    *negated != ranges.iter().any(|(first, last)| (first..=last).contains(&&letter))
                }),
            };
        }
        next
    }
}

/// A path, segment by segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PathGlob(Vec<Segment>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    /// `**`: any number of segments.
    Any,
    /// One segment.
    One(Glob),
}

impl PathGlob {
    pub(super) fn parse(path: &str) -> Result<Self, PatternError> {
        let segment = |text: &str| match text {
            "**" => Ok(Segment::Any),
            text => Glob::parse(text).map(Segment::One),
        };
        segments(path).map(segment).collect::<Result<_, _>>().map(Self)
    }

    /// Whether it matches this path. A slash at the end makes no difference.
    pub(super) fn matches(&self, path: &str) -> bool {
        let segments: Vec<&str> = segments(path).collect();
        let mut reached = vec![false; segments.len() + 1];
        reached[0] = true;
        for segment in &self.0 {
            reached = segment.step(&segments, &reached);
        }
        reached.last().copied().unwrap_or_default()
    }
}

/// The segments of an entry's or a target's path, without a slash at the end.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.strip_suffix('/').unwrap_or(path).split('/')
}

impl Segment {
    fn step(&self, segments: &[&str], reached: &[bool]) -> Vec<bool> {
        let mut next = vec![false; reached.len()];
        for end in 0..next.len() {
            let before = end.checked_sub(1).map(|start| (start, segments[start]));
            next[end] = match self {
                Self::Any => {
                    reached[end] || before.is_some_and(|(start, segment)| next[start] && is_one_segment(segment))
                }
                Self::One(glob) => before.is_some_and(|(start, segment)| {
                    reached[start] && glob.matches(segment) && (glob.is_literal() || is_one_segment_or_none(segment))
                }),
            };
        }
        next
    }
}

/// Whether every reader takes it for one segment. One in which a slash is encoded is two to some, and an empty one may
/// begin a host.
fn is_one_segment(segment: &str) -> bool {
    !segment.is_empty() && is_one_segment_or_none(segment)
}

fn is_one_segment_or_none(segment: &str) -> bool {
    let segment = segment.to_ascii_lowercase();
    !["%2f", "%5c", "%00"].iter().any(|hidden| segment.contains(hidden))
}
