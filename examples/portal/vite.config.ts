import { defineConfig } from "vite";

export default defineConfig({
  resolve: { tsconfigPaths: true },
  // The origin is named in Rekey's `cors_origins` and in the location's `reset_url`, so it must not move.
  server: { port: 5173, strictPort: true },
});
