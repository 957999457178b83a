import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const repository = fileURLToPath(new URL("..", import.meta.url));

// The station's address while `npm run dev` serves the console itself.
const station = process.env["VARDE_STATION"] ?? "http://127.0.0.1:8700";

export default defineConfig({
  base: "./",
  build: {
    outDir: `${repository}ground_station/static`,
    emptyOutDir: true,
    target: "es2022",
    // MapLibre alone is more than Vite's default warning limit.
    chunkSizeWarningLimit: 1400,
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: {
    fs: { allow: [repository] },
    proxy: { "/api": { target: station, ws: true, changeOrigin: true }, "/healthz": station },
  },
});
