// One ES module, its sentences in it, checked against its weight.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { parse } from "smol-toml";
import { defineConfig, type Plugin } from "vite";

const LIMIT = 30_000; // bytes of the file once compressed by gzip
const LANGS = ["fr", "en"];

/** `virtual:texts` is the sentences of the widget, from the files every other sentence of the product is kept with: by key, in the
 * order of LANGS. */
function texts(): Plugin {
  const id = "virtual:texts";
  return {
    name: "texts",
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load(source) {
      if (source !== `\0${id}`) return null;
      const [first = {}, ...others] = LANGS.map((lang) => {
        const file = fileURLToPath(new URL(`../../../corpus/texts/widget.${lang}.toml`, import.meta.url));
        this.addWatchFile(file);
        return parse(readFileSync(file, "utf8"));
      });
      const byKey = Object.keys(first).map((key) => [key, [first[key], ...others.map((other) => other[key])]]);
      return `export const texts = ${JSON.stringify(Object.fromEntries(byKey))};`;
    },
  };
}

/** Blank space between the tags of templates goes: it is there for those who read them. */
function tightTemplates(): Plugin {
  return {
    name: "tight-templates",
    enforce: "pre",
    transform(code, id) {
      if (!/\/src\/.*\.ts$/.test(id)) return null;
      return { code: code.replace(/>\s*\n\s*</g, "><").replace(/>\s*\n\s*\$\{/g, ">${").replace(/\}\s*\n\s*</g, "}<"), map: null };
    },
  };
}

function weighed(): Plugin {
  return {
    name: "weighed",
    generateBundle(_options, bundle) {
      for (const part of Object.values(bundle)) {
        if (part.type !== "chunk") continue;
        const bytes = gzipSync(part.code, { level: 9 }).length;
        console.log(`${part.fileName}: ${bytes} bytes gzip of ${LIMIT}`);
        if (bytes > LIMIT) this.warn(`${part.fileName} is too heavy: ${bytes} bytes gzip, ${LIMIT} at most`);
      }
    },
  };
}

export default defineConfig({
  plugins: [texts(), tightTemplates(), weighed()],
  build: {
    target: "es2022",
    // Not `lib`: a library's blank space is left in for those who bundle it again.
    rolldownOptions: { input: "src/widget.ts", output: { entryFileNames: "widget.js" } },
    minify: "terser",
    terserOptions: { module: true, ecma: 2020, compress: { passes: 3 } },
    modulePreload: false,
    reportCompressedSize: false,
  },
});
