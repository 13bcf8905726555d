// Lucide names that go into the sprite. Add a name here to use it as {{ icon("name") }}.
export default [
  "archive", "arrow-left", "arrow-right", "award", "badge-check", "ban", "bell", "book-open", "building-2",
  "calendar", "calendar-check", "calendar-clock", "calendar-days", "calendar-plus", "calendar-x", "chart-column", "check",
  "chevron-down", "chevron-left", "chevron-right", "circle", "circle-alert", "circle-check", "circle-dot",
  "circle-help", "circle-x", "clipboard-list", "clipboard-pen", "clock", "copy", "download", "external-link",
  "eye", "file-text", "filter", "globe", "hand", "handshake", "history", "hourglass", "house", "image", "inbox",
  "info", "key-round", "landmark", "languages", "layers", "lightbulb", "link", "list-checks", "lock", "lock-open",
  "log-in", "log-out", "mail", "map", "map-pin", "menu", "message-square", "music", "newspaper", "palette", "paperclip",
  "pen-line", "phone", "plus", "printer", "qr-code", "rotate-ccw", "rss", "scale", "scroll-text", "search", "send",
  "settings", "shield", "shield-check", "signature", "sparkles", "star", "stamp", "ticket", "trash-2",
  "triangle-alert", "undo-2", "upload", "user", "user-plus", "users", "volume-2", "x",
];
