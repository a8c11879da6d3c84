//! Routes with their documentation.

use std::collections::HashMap;

use axum::Router;
use axum::http::Method;
use axum::routing::MethodRouter;
use utoipa::ToSchema;
use utoipa::openapi::{OpenApi, OpenApiBuilder, PathItem};
use utoipa_axum::router::UtoipaMethodRouter;

use crate::app::SharedApp;

/// Routes with their documentation. They stay apart until all of them are known, because dialects may share a path.
pub(crate) struct Api {
    document: OpenApi,
    routes: Routes,
}

/// What serves each path.
pub(crate) struct Routes(Vec<(String, MethodRouter<SharedApp>)>);

impl Default for Api {
    fn default() -> Self {
        Self { document: OpenApiBuilder::new().build(), routes: Routes(Vec::new()) }
    }
}

impl Api {
    /// Adds a handler with what it documents, both from `routes!`.
    pub(crate) fn routes(mut self, (schemas, paths, route): UtoipaMethodRouter<SharedApp>) -> Self {
        for (path, item) in paths.paths {
            self = self.undocumented(&path, route.clone());
            match self.document.paths.paths.get_mut(&path) {
                Some(known) => known.merge_operations(item),
                None => drop(self.document.paths.paths.insert(path, item)),
            }
        }
        self.document.components.get_or_insert_default().schemas.extend(schemas);
        self
    }

    /// Adds a handler that no document mentions.
    pub(crate) fn undocumented(mut self, path: &str, route: MethodRouter<SharedApp>) -> Self {
        let routes = &mut self.routes.0;
        match routes.iter().position(|(known, _)| known == path) {
            Some(at) => {
                let (path, known) = routes.swap_remove(at);
                routes.push((path, known.merge(route)));
            }
            None => routes.push((path.to_owned(), route)),
        }
        self
    }

    /// The routes and documents of both.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        for (path, route) in other.routes.0 {
            self = self.undocumented(&path, route);
        }
        self.document.merge(other.document);
        self
    }

    /// Changes how each path is served. What is documented stays.
    pub(crate) fn map_routes(mut self, change: impl Fn(MethodRouter<SharedApp>) -> MethodRouter<SharedApp>) -> Self {
        self.routes = Routes(self.routes.0.into_iter().map(|(path, route)| (path, change(route))).collect());
        self
    }

    /// Describes a type that the macros don't find: the body of failures.
    pub(crate) fn describe<T: ToSchema>(mut self) -> Self {
        let mut schemas = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut schemas);
        self.document.components.get_or_insert_default().schemas.extend(schemas);
        self
    }

    /// The documented methods of each path; where there is GET, there is HEAD.
    pub(crate) fn methods(&self) -> HashMap<String, Vec<Method>> {
        let paths = self.document.paths.paths.iter();
        paths.map(|(path, item)| (path.clone(), methods(item))).collect()
    }

    pub(super) fn split(self) -> (Routes, OpenApi) {
        (self.routes, self.document)
    }
}

fn methods(item: &PathItem) -> Vec<Method> {
    let documented = [
        (&item.get, Method::GET),
        (&item.get, Method::HEAD),
        (&item.post, Method::POST),
        (&item.put, Method::PUT),
        (&item.patch, Method::PATCH),
        (&item.delete, Method::DELETE),
    ];
    documented.into_iter().filter(|(operation, _)| operation.is_some()).map(|(_, method)| method).collect()
}

impl Routes {
    /// One router that serves them all.
    pub(crate) fn into_router(self) -> Router<SharedApp> {
        self.into_iter().fold(Router::new(), |router, (path, route)| router.route(&path, route))
    }
}

impl IntoIterator for Routes {
    type Item = (String, MethodRouter<SharedApp>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
