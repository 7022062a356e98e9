"""Pictures as ECharts option documents: plain functions from rows to a dict, without a browser."""
