//! Routes with their documentation.

use axum::Router;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use crate::app::SharedApp;

/// Routes with their documentation.
pub(crate) type Api = OpenApiRouter<SharedApp>;

/// What an [`Api`] does not pass on to its router by itself.
pub(crate) trait ApiExt {
    /// Changes how the routes are served. What they document stays.
    fn map_routes(self, change: impl FnOnce(Router<SharedApp>) -> Router<SharedApp>) -> Self;

    /// Describes a type that the macros don't find by themselves: the body of failures.
    fn describe<T: ToSchema>(self) -> Self;
}

impl ApiExt for Api {
    fn map_routes(self, change: impl FnOnce(Router<SharedApp>) -> Router<SharedApp>) -> Self {
        let (routes, document) = self.split_for_parts();
        let mut changed = Self::from(change(routes));
        *changed.get_openapi_mut() = document;
        changed
    }

    fn describe<T: ToSchema>(mut self) -> Self {
        let mut schemas = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut schemas);
        self.get_openapi_mut().components.get_or_insert_default().schemas.extend(schemas);
        self
    }
}
