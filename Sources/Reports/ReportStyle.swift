/// How the page looks: ink on paper, in the system's fonts, light or dark as the reader has it.
enum ReportStyle {
  static let css: HTML = """
    :root {
      --paper: #fdfcf8; --ink: #1d1d1b; --faint: #6a6861; --line: #dad7cc; --shade: #f3f1e9;
      --link: #00588a; --good: #00684a; --bad: #a63a00;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #191917; --ink: #e6e3da; --faint: #a09d94; --line: #3d3c37; --shade: #242421;
        --link: #79bfe8; --good: #57c79b; --bad: #f2915c;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 1rem/1.5 Charter, "Iowan Old Style", Georgia, "Noto Serif", serif;
    }
    main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
    h1, h2, h3 { line-height: 1.2; overflow-wrap: anywhere; }
    h1 { font-size: 1.7rem; margin: 0 0 1rem; }
    h2 { font-size: 1.4rem; margin: 0; }
    h3 { font-size: 1.05rem; margin: 1.5rem 0 0.3rem; }
    section { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1.5rem; }
    p { margin: 0.4rem 0; overflow-wrap: anywhere; }
    a { color: var(--link); }
    code, pre { font: 0.85em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
    dl { display: flex; flex-wrap: wrap; gap: 0.4rem 2rem; margin: 0.8rem 0; }
    dt { color: var(--faint); font-size: 0.85rem; }
    dd { margin: 0; overflow-wrap: anywhere; }
    .good { color: var(--good); }
    .bad, .message { color: var(--bad); font-weight: 600; }
    .message { white-space: pre-wrap; }
    .note { color: var(--faint); font-size: 0.9rem; }
    figure { margin: 1.2rem 0; }
    figcaption { color: var(--faint); font-size: 0.9rem; }
    figcaption button {
      font: inherit; color: var(--link); background: none; border: 1px solid var(--line);
      border-radius: 0.2rem; padding: 0.1rem 0.6rem; margin-left: 0.4rem; cursor: pointer;
    }
    .drawing {
      overflow-x: auto; background: #fff; color: #000; border: 1px solid var(--line);
      cursor: zoom-in;
    }
    .drawing svg { display: block; height: auto; margin: 0 auto; }
    .narrow { display: none; }
    /* A figure over the whole window, its letters twice as large as on the page. */
    .still { overflow: hidden; }
    .enlarged {
      position: fixed; inset: 0; z-index: 2; margin: 0; padding: 0.5rem; background: var(--paper);
      display: flex; flex-direction: column;
    }
    .enlarged .drawing { flex: 1; overflow: auto; cursor: zoom-out; }
    .enlarged .drawing svg { width: max(100%, 64rem); max-width: none; }
    .enlarged .narrow svg { width: 44rem; }
    .enlarged figcaption { padding-top: 0.4rem; }
    @media (min-width: 44rem) { .drawing svg { max-width: 100%; } }
    @media (max-width: 44rem) {
      .wide { display: none; }
      .narrow { display: block; }
      /* What a row is about stays in sight, in less than half of it. */
      td:first-child, th:first-child {
        position: sticky; left: 0; max-width: 40vw; overflow-wrap: break-word;
      }
      td:first-child { background: var(--paper); z-index: 1; }
      th:first-child { z-index: 3; }
    }
    .tables { display: flex; flex-wrap: wrap; gap: 0 2rem; align-items: flex-start; }
    .tables .box { flex: 0 1 auto; }
    .box { max-width: 100%; max-height: 36rem; overflow: auto; margin: 1rem 0; }
    nav .box { max-height: none; }
    table {
      border-collapse: collapse; font: 0.85rem/1.4 system-ui, sans-serif;
      font-variant-numeric: tabular-nums;
    }
    caption {
      text-align: left; font: 600 1rem/1.4 Charter, "Iowan Old Style", Georgia, "Noto Serif", serif;
      padding-bottom: 0.3rem; overflow-wrap: anywhere;
    }
    th, td {
      padding: 0.2rem 0.7rem; text-align: left; vertical-align: baseline; max-width: 28rem;
      border-bottom: 1px solid var(--line); overflow-wrap: break-word;
    }
    th { position: sticky; top: 0; background: var(--shade); vertical-align: bottom; z-index: 2; }
    .number { text-align: right; white-space: nowrap; }
    th.number { white-space: normal; }
    tbody tr:hover { background: var(--shade); }
    th button {
      all: unset; cursor: pointer; display: inline-block; font-weight: 600;
      overflow-wrap: break-word; max-width: 100%;
    }
    th button::after { content: "\\a0↕"; color: var(--faint); font-weight: 400; }
    th[aria-sort="ascending"] button::after { content: "\\a0↑"; color: inherit; }
    th[aria-sort="descending"] button::after { content: "\\a0↓"; color: inherit; }
    :focus-visible, th button:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
    summary { cursor: pointer; margin: 0.5rem 0; overflow-wrap: anywhere; }
    pre { overflow: auto; max-height: 40rem; padding: 0.7rem; background: var(--shade); margin: 0; }
    @page { size: landscape; margin: 12mm; }
    @media print {
      :root {
        --paper: #fff; --ink: #000; --faint: #444; --line: #bbb; --shade: #fff; --link: #000;
        --good: #000; --bad: #000;
      }
      main { max-width: none; padding: 0; }
      .box, .drawing, pre { max-height: none; overflow: visible; }
      .wide { display: block; }
      .narrow { display: none; }
      .drawing { border: none; }
      .drawing svg { max-width: 100%; max-height: 170mm; }
      figcaption button { display: none; }
      .still { overflow: visible; }
      .enlarged { position: static; display: block; padding: 0; }
      .enlarged .drawing svg { width: auto; max-width: 100%; }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; }
      table { font-size: 0.62rem; }
      th, td:first-child { position: static; }
      th, td { padding: 0.1rem 0.3rem; max-width: 16rem; }
      th button::after { content: none; }
      thead { display: table-header-group; }
      tr, figure { break-inside: avoid; }
      h2, h3, caption { break-after: avoid; }
    }
    """
}
