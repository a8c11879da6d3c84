//! The plot: bars, a group for each section, each group on a scale of its own.

use std::fmt::Write as _;

use super::Section;

/// All in pixels.
const WIDTH: f64 = 860.0;
const LABELS: f64 = 330.0;
const VALUES: f64 = 130.0;
const BAR: f64 = 20.0;
const HEADING: f64 = 44.0;
const MARGIN: f64 = 16.0;

const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#222}.h{font-weight:600;font-size:15px}\
                     rect.bar{fill:#2f6fb3}rect.rekey{fill:#d9822b}rect.paper{fill:#fff}\
                     @media(prefers-color-scheme:dark){text{fill:#ddd}rect.paper{fill:#16181c}}";

/// The plot of these sections. Rekey's own bars have a colour of their own.
pub(super) fn plot(sections: &[Section]) -> String {
    let mut body = String::new();
    let mut y = MARGIN;
    for section in sections.iter().filter(|section| !section.bars.is_empty()) {
        // Writing into a string does not fail.
        let _ = writeln!(body, r#"<text class="h" x="{MARGIN}" y="{:.0}">{}</text>"#, y + 20.0, escape(&section.title));
        y += HEADING - MARGIN;
        let longest = section.bars.iter().map(|bar| bar.value).fold(f64::MIN_POSITIVE, f64::max);
        for bar in &section.bars {
            let width = (WIDTH - LABELS - VALUES) * bar.value / longest;
            let class = if bar.label.starts_with("Rekey") { "rekey" } else { "bar" };
            let base = y + 15.0;
            let _ = writeln!(
                body,
                r#"<text x="{:.0}" y="{base:.0}" text-anchor="end">{}</text><rect class="{class}" x="{LABELS}" y="{:.0}" width="{width:.1}" height="{:.0}"/><text x="{:.1}" y="{base:.0}">{}</text>"#,
                LABELS - 8.0,
                escape(&bar.label),
                y + 2.0,
                BAR - 4.0,
                LABELS + width + 6.0,
                escape(&bar.text),
            );
            y += BAR;
        }
        y += MARGIN;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y:.0}\" role=\"img\" \
         aria-label=\"Throughput of Rekey beside baselines\">\n<style>{STYLE}</style>\n\
         <rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n{body}</svg>\n"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Bar;

    #[test]
    fn the_longest_bar_of_a_section_fills_its_width_and_texts_are_escaped() {
        let bar = |label: &str, value| Bar { label: label.to_owned(), value, text: "<1>".to_owned() };
        let bars = vec![bar("Rekey & more", 50.0), bar("bare", 100.0)];
        let svg = plot(&[Section { title: "T".to_owned(), bars, ..Section::default() }]);
        assert!(svg.contains(r#"width="400.0""#) && svg.contains(r#"width="200.0""#), "{svg}");
        assert!(svg.contains("Rekey &amp; more") && svg.contains("&lt;1>") && svg.contains(r#"class="rekey""#));
    }
}
