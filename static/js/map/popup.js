// What a mark says: the spaces at that point, each a link to its page.
export function popup(spaces, words) {
  const box = element("div", "map-popup");
  const [first] = spaces;
  if (spaces.length > 1) box.append(element("p", "map-popup-title", words.here.replace("{n}", spaces.length)));
  if (first.ward && spaces.every((one) => one.ward === first.ward)) box.append(element("p", "small", first.exact ? first.ward : `${first.ward} · ${words.inWard}`));
  const list = element("ul");
  for (const one of spaces) {
    const item = element("li");
    const link = element("a", "", one.name);
    link.href = one.url;
    item.append(link);
    const about = [one.kinds.join(", "), one.demo && words.demo].filter(Boolean).join(" · ");
    if (about) item.append(element("span", "small", about));
    list.append(item);
  }
  box.append(list);
  return box;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
