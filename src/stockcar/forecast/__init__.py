"""What are the chances? Ratings, strengths, the fit of a race's inputs, forecasts and how good they have been.

The road: the record before the day -> ``form`` -> ``strength`` -> ``fit.race_inputs`` -> ``sim.simulate`` ->
``forecast.Forecast``. ``backtest`` loops this same road.
"""
