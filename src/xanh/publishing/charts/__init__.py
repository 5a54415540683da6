"""Charts: one Vega-Lite specification a chart, for pages, Word and PDF alike."""
