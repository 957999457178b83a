import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const repository = fileURLToPath(new URL("..", import.meta.url));
const web = fileURLToPath(new URL(".", import.meta.url));

// The station's address while `npm run dev` serves the console itself.
const station = process.env["VARDE_STATION"] ?? "http://127.0.0.1:8700";

/** Writes `sw.js` with the names of all that the console is made of, and one hash over it. */
function serviceWorker(): Plugin {
  return {
    name: "varde-service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const digest = createHash("sha256");
      const copied = readdirSync(`${web}public`).sort();
      for (const name of copied) digest.update(name).update(readFileSync(`${web}public/${name}`));
      const made = Object.values(bundle).sort((a, b) => a.fileName.localeCompare(b.fileName));
      for (const file of made) digest.update(file.fileName).update(file.type === "chunk" ? file.code : file.source);
      const source = readFileSync(`${web}worker/worker.js`, "utf8");
      const files = ["index.html", ...made.map(({ fileName }) => fileName).filter((name) => name !== "index.html"), ...copied];
      this.emitFile({
        type: "asset",
        fileName: "sw.js",
        source: source.replace("__FILES__", JSON.stringify(files)).replace("__HASH__", digest.digest("hex").slice(0, 16)),
      });
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [serviceWorker()],
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
