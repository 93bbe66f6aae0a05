/// What the page does by itself: tables are sorted by the column whose header is pressed, up first and then
/// down, and figures fill the window. Without scripts the page has everything but this.
enum ReportScript {
  /// Without the characters that are markup in XML.
  static let javaScript: HTML = "\(sorting)\n\(enlarging)\n\(paper)"

  private static let sorting: HTML = """
    'use strict';
    {
      // What a cell is sorted by: its number as it was before it was rounded, or its text.
      const key = (row, column) => {
        const cell = row.cells[column];
        const data = cell.querySelector('data');
        return (data ? data.value : cell.textContent).trim();
      };
      const isNumber = text => text !== '' ? !Number.isNaN(number(text)) : false;
      const number = text => ({inf: Infinity, infinity: Infinity, '-inf': -Infinity, '-infinity': -Infinity})[text] ?? Number(text);
      const sort = (table, header, column) => {
        const isDown = header.getAttribute('aria-sort') === 'ascending';
        const isNumeric = header.classList.contains('number');
        const rows = Array.from(table.tBodies[0].rows, row => ({row, key: key(row, column)}));
        // What is no number among numbers stands last, and what is empty behind all.
        const rank = text => text === '' ? 2 : isNumeric ? (isNumber(text) ? 0 : 1) : 0;
        rows.sort((a, b) => {
          const ranks = rank(a.key) - rank(b.key);
          if (ranks !== 0 || rank(a.key) > 0) return ranks;
          const [x, y] = isNumeric ? [number(a.key), number(b.key)] : [a.key, b.key];
          const order = x > y ? 1 : y > x ? -1 : 0;
          return isDown ? -order : order;
        });
        table.tBodies[0].append(...rows.map(each => each.row));
        for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
        header.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
      };
      for (const table of document.querySelectorAll('table')) {
        Array.from(table.tHead.rows[0].cells).forEach((header, column) => {
          const button = document.createElement('button');
          button.type = 'button';
          button.append(...header.childNodes);
          header.append(button);
          button.addEventListener('click', () => sort(table, header, column));
        });
      }
    }
    """

  private static let enlarging: HTML = """
    {
      // A figure over the whole window, scrolled where it is larger, until it is closed.
      const show = (figure, isLarge) => {
        figure.classList.toggle('enlarged', isLarge);
        document.body.classList.toggle('still', isLarge);
        const button = figure.querySelector('button');
        button.textContent = isLarge ? 'Close' : 'Enlarge';
        button.setAttribute('aria-expanded', isLarge);
        button.focus({preventScroll: true});
      };
      for (const figure of document.querySelectorAll('figure')) {
        const button = document.createElement('button');
        button.type = 'button';
        figure.querySelector('figcaption').append(' ', button);
        button.textContent = 'Enlarge';
        button.setAttribute('aria-expanded', false);
        const toggle = () => show(figure, !figure.classList.contains('enlarged'));
        button.addEventListener('click', toggle);
        figure.querySelector('.drawing').addEventListener('click', toggle);
      }
      addEventListener('keydown', event => {
        const figure = document.querySelector('figure.enlarged');
        if (event.key === 'Escape' ? figure : false) show(figure, false);
      });
    }
    """

  private static let paper: HTML = """
    // On paper nothing can be opened; of several folders that would be a book.
    addEventListener('beforeprint', () => {
      if (document.querySelectorAll('section').length > 1) return;
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    """
}
