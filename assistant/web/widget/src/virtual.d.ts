declare module "virtual:texts" {
  /** Each sentence in French, then in English. */
  export const texts: Record<string, [string, string]>;
}

declare module "*.css?inline" {
  const css: string;
  export default css;
}
