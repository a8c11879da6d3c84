//! The modules of a crate and which uses which, read from its sources. Test modules are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::Visit;
use syn::{Attribute, Item, UseTree};

/// A module's names from the crate's root; the root itself has none.
pub(crate) type ModulePath = Vec<String>;

/// A module that uses another, and the file that says so.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) from: ModulePath,
    pub(crate) to: ModulePath,
    pub(crate) file: PathBuf,
}

/// A circle among the children of one module: each uses the next, and the last one the first.
pub(crate) struct Circle(Vec<Edge>);

impl std::fmt::Display for Circle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for Edge { from, to, file } in &self.0 {
            writeln!(f, "  {} uses {} in {}", from.join("::"), to.join("::"), file.display())?;
        }
        Ok(())
    }
}

#[derive(Default)]
struct Module {
    file: PathBuf,
    children: BTreeSet<String>,
    /// Names that `use` brings in, with their paths.
    imports: BTreeMap<String, Vec<String>>,
    /// Modules whose names all come in.
    globs: Vec<Vec<String>>,
    /// Every path that the module mentions.
    mentions: BTreeSet<Vec<String>>,
}

/// The modules of one crate.
#[derive(Default)]
pub(crate) struct Modules(BTreeMap<ModulePath, Module>);

impl Modules {
    /// Reads a crate by its `lib.rs`.
    pub(crate) fn read(root: &Path) -> Self {
        let mut modules = Self::default();
        modules.read_file(root, &[]);
        modules
    }

    fn read_file(&mut self, file: &Path, path: &[String]) {
        let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let items = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display())).items;
        self.read_items(file, path, &items);
    }

    fn read_items(&mut self, file: &Path, path: &[String], items: &[Item]) {
        let mut module = Module { file: file.to_owned(), ..Module::default() };
        let mut children = Vec::new();
        for item in items {
            match item {
                Item::Mod(child) if !is_test(&child.attrs) => {
                    module.children.insert(child.ident.to_string());
                    children.push(child);
                }
                Item::Mod(_) => {}
                Item::Use(import) => flatten(&import.tree, &mut Vec::new(), &mut module),
                item => Mentions(&mut module.mentions).visit_item(item),
            }
        }
        self.0.insert(path.to_vec(), module);
        for child in children {
            let name = child.ident.to_string();
            let path = [path, std::slice::from_ref(&name)].concat();
            match &child.content {
                Some((_, items)) => self.read_items(file, &path, items),
                None => self.read_file(&file_of(file, &name), &path),
            }
        }
    }

    /// Where a path leads that a module mentions: the module that defines what it names. `None` outside the crate.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<ModulePath> {
        let (first, rest) = path.split_first()?;
        let here = self.0.get(from)?;
        match first.as_str() {
            "crate" => self.descend(&[], rest, depth),
            "self" => self.descend(from, rest, depth),
            "super" => self.descend(from.split_last()?.1, rest, depth),
            name if here.children.contains(name) || here.imports.contains_key(name) => self.descend(from, path, depth),
            _ => None,
        }
    }

    fn descend(&self, at: &[String], path: &[String], depth: usize) -> Option<ModulePath> {
        let Some((first, rest)) = path.split_first() else { return Some(at.to_vec()) };
        let here = self.0.get(at)?;
        if first == "super" {
            return self.descend(at.split_last()?.1, rest, depth);
        }
        if here.children.contains(first) {
            return self.descend(&[at, std::slice::from_ref(first)].concat(), rest, depth);
        }
        // An import may lead to itself, where a macro and a module share a name.
        if depth > 0 {
            if let Some(import) = here.imports.get(first) {
                return self.resolve(at, &[import.as_slice(), rest].concat(), depth - 1);
            }
            for glob in &here.globs {
                let target = self.resolve(at, glob, depth - 1);
                let named = target.filter(|target| {
                    let Some(module) = self.0.get(target) else { return false };
                    module.children.contains(first) || module.imports.contains_key(first)
                });
                if let Some(target) = named {
                    return self.descend(&target, path, depth - 1);
                }
            }
        }
        Some(at.to_vec())
    }

    /// Each pair of modules of which one uses the other.
    pub(crate) fn edges(&self) -> BTreeSet<Edge> {
        let mut edges = BTreeSet::new();
        for (from, module) in &self.0 {
            let imports = module.imports.values().chain(&module.globs).chain(&module.mentions);
            for to in imports.filter_map(|path| self.resolve(from, path, 8)) {
                edges.insert(Edge { from: from.clone(), to, file: module.file.clone() });
            }
        }
        edges
    }

    /// One circle for each module whose children, with all that is below them, use each other in one. What a module and
    /// its own children say of each other does not count.
    pub(crate) fn circles(&self) -> Vec<Circle> {
        let mut families: BTreeMap<ModulePath, BTreeMap<String, BTreeMap<String, Edge>>> = BTreeMap::new();
        for edge in self.edges() {
            let shared = edge.from.iter().zip(&edge.to).take_while(|(from, to)| from == to).count();
            if let (Some(from), Some(to)) = (edge.from.get(shared).cloned(), edge.to.get(shared).cloned()) {
                let family = families.entry(edge.from[..shared].to_vec()).or_default();
                family.entry(from).or_default().entry(to).or_insert(edge);
            }
        }
        families
            .into_values()
            .filter_map(|mut family| {
                let names = shortest_circle(&family)?;
                let next = names.iter().cycle().skip(1);
                let edges = names.iter().zip(next).map(|(from, to)| family.get_mut(from).unwrap().remove(to).unwrap());
                Some(Circle(edges.collect()))
            })
            .collect()
    }
}

fn shortest_circle(family: &BTreeMap<String, BTreeMap<String, Edge>>) -> Option<Vec<String>> {
    let circle_through = |start: &String| {
        let mut paths = vec![vec![start.clone()]];
        let mut seen = BTreeSet::new();
        while !paths.is_empty() {
            let mut longer = Vec::new();
            for path in paths {
                for next in family.get(path.last()?).into_iter().flat_map(BTreeMap::keys) {
                    if next == start {
                        return Some(path);
                    }
                    if seen.insert(next.clone()) {
                        longer.push([path.as_slice(), std::slice::from_ref(next)].concat());
                    }
                }
            }
            paths = longer;
        }
        None
    };
    family.keys().filter_map(circle_through).min_by_key(Vec::len)
}

/// The file of a child module that is declared in `parent`.
fn file_of(parent: &Path, name: &str) -> PathBuf {
    let stem = parent.file_stem().unwrap();
    let folder = parent.parent().unwrap();
    let folder =
        if ["lib", "main", "mod"].iter().any(|root| stem == *root) { folder.to_owned() } else { folder.join(stem) };
    let file = folder.join(format!("{name}.rs"));
    if file.exists() { file } else { folder.join(name).join("mod.rs") }
}

fn is_test(attributes: &[Attribute]) -> bool {
    let is_cfg_test = |attribute: &Attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|cfg| cfg == "test")
    };
    attributes.iter().any(is_cfg_test)
}

fn flatten(tree: &UseTree, before: &mut Vec<String>, module: &mut Module) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, module);
            before.pop();
        }
        UseTree::Name(name) if name.ident == "self" => {
            module.imports.insert(before.last().cloned().unwrap_or_default(), before.clone());
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            module.imports.insert(name.clone(), [before.as_slice(), &[name]].concat());
        }
        UseTree::Rename(rename) => {
            let path = [before.as_slice(), &[rename.ident.to_string()]].concat();
            // What is brought in without a name is mentioned all the same.
            module.mentions.insert(path.clone());
            module.imports.insert(rename.rename.to_string(), path);
        }
        UseTree::Glob(_) => module.globs.push(before.clone()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, before, module)),
    }
}

/// Collects the paths in an item's code. Comments and strings do not count.
struct Mentions<'a>(&'a mut BTreeSet<Vec<String>>);

impl Mentions<'_> {
    /// The paths in the tokens of a macro or an attribute, which are separated by spaces.
    fn scan(&mut self, tokens: &str) {
        let words: Vec<&str> = tokens.split_whitespace().collect();
        let is_name = |word: &str| word.starts_with(|first: char| first.is_alphabetic() || first == '_');
        let mut rest = words.as_slice();
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            if is_name(first) {
                let mut path = vec![(*first).to_owned()];
                while let ["::", name, after @ ..] = rest
                    && is_name(name)
                {
                    path.push((*name).to_owned());
                    rest = after;
                }
                if path.len() > 1 {
                    self.0.insert(path);
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Mentions<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.insert(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.scan(&called.tokens.to_string());
        syn::visit::visit_macro(self, called);
    }

    fn visit_meta_list(&mut self, list: &'ast syn::MetaList) {
        self.scan(&list.tokens.to_string());
        syn::visit::visit_meta_list(self, list);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The circles of a crate with these files.
    fn circles(files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let circles = Modules::read(&folder.path().join("lib.rs")).circles();
        let names =
            |Circle(edges): &Circle| edges.iter().map(|edge| edge.from.join("::")).collect::<Vec<_>>().join(" ");
        circles.iter().map(names).collect()
    }

    #[test]
    fn a_circle_is_found_however_a_module_is_named() {
        let lib = ("lib.rs", "mod a; mod b; mod c; pub use b::B;");
        for a in [
            "use crate::b::B;",
            "use crate::B;",
            "use super::b;",
            "use crate::{b::{self, B}};",
            "fn f() { crate::b::g(); }",
            "fn f(b: &crate::B) {}",
            "fn f() { println!(\"{}\", crate::b::g()); }",
            "#[derive(crate::b::B)] struct S;",
            "mod inner { fn f() { super::super::b::g(); } }",
        ] {
            let found =
                circles(&[lib, ("a.rs", a), ("b.rs", "use crate::c::C; pub struct B;"), ("c.rs", "use crate::a;")]);
            let found: Vec<String> = found.iter().map(|names| names.replace("a::inner", "a")).collect();
            assert_eq!(found, ["a b c"], "{a}");
        }
    }

    #[test]
    fn parents_tests_comments_and_strings_close_no_circle() {
        let lib = ("lib.rs", "mod a; mod b; pub const ROOT: u8 = 1;");
        for a in [
            "mod child; pub struct A; // crate::b",
            "#[cfg(test)] mod tests { use crate::b; }",
            "const TEXT: &str = \"crate::b::B\";",
            "use crate::ROOT;",
            "use std::b::B;",
        ] {
            let files = [lib, ("a.rs", a), ("a/child.rs", "use super::A;"), ("b.rs", "use crate::a;")];
            assert!(circles(&files).is_empty(), "{a}");
        }
    }

    #[test]
    fn a_circle_below_a_module_is_found() {
        let files = [
            ("lib.rs", "mod a;"),
            ("a/mod.rs", "mod x; mod y; pub use y::Y;"),
            ("a/x.rs", "use super::Y;"),
            ("a/y.rs", "use super::x::X; pub struct Y;"),
        ];
        assert_eq!(circles(&files), ["a::x a::y"]);
    }
}
