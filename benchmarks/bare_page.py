"""The ceiling of the page: NiceGUI with one bare chart of 38 lines and one grid of 38 rows, nothing of ours.

``python -m benchmarks.bare_page PORT`` serves it on this machine.
"""

import math
import sys

CARS, LAPS = 38, 100


def main(port: int) -> None:
    """Serve it until it is ended."""
    import uvicorn
    from fastapi import FastAPI
    from nicegui import ui

    app = FastAPI()

    @ui.page("/")
    def bare() -> None:
        ui.label("bare")
        lines = [[round(car + 3 * math.sin(lap / 7 + car), 1) for lap in range(LAPS)] for car in range(CARS)]
        ui.echart({
            "animation": False, "xAxis": {"type": "category"}, "yAxis": {"type": "value"},
            "series": [{"type": "line", "data": line, "showSymbol": False} for line in lines],
        })  # fmt: skip
        rows = "".join(f"<tr><td>{car}</td><td>{lines[car][-1]}</td></tr>" for car in range(CARS))
        ui.html(f"<main><table><tbody>{rows}</tbody></table></main>", sanitize=False)

    ui.run_with(app, show_welcome_message=False)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]))
