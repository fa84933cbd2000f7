export default function (config) {
  config.addPassthroughCopy('img');
  config.addPassthroughCopy('posts/**/*.png');
}
