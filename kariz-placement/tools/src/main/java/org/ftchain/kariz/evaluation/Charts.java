package org.ftchain.kariz.evaluation;

import org.ftchain.kariz.files.BadFileException;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Plots of lines over an axis, as PNG. Imports XChart and AWT, which needs no display. Not thread-safe. */
final class Charts {
    /** Distinct for people who see few colours (Okabe and Ito). */
    private static final Color[] COLOURS = {new Color(0, 114, 178), new Color(213, 94, 0), new Color(0, 158, 115),
        new Color(204, 121, 167), new Color(86, 180, 233), new Color(230, 159, 0)};
    private static final Marker[] MARKERS = {SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_UP, SeriesMarkers.CROSS, SeriesMarkers.PLUS};

    private final XYChart chart;
    private boolean empty = true;

    Charts(String title, String x, String y) {
        chart = new XYChartBuilder().width(760).height(460).title(title).xAxisTitle(x).yAxisTitle(y).build();
        Styler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setLegendPosition(Styler.LegendPosition.OutsideE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setChartTitleBoxVisible(false);
        chart.getStyler().setMarkerSize(7);
        chart.getStyler().setPlotGridLinesColor(new Color(225, 225, 225));
        chart.getStyler().setAxisTickMarksColor(Color.GRAY);
        chart.getStyler().setPlotBorderColor(Color.GRAY);
        chart.getStyler().setDecimalPattern("#0.###");
    }

    Charts logarithmic() {
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setDecimalPattern("#,##0.###");
        return this;
    }

    Charts range(double least, double most) {
        chart.getStyler().setYAxisMin(least);
        chart.getStyler().setYAxisMax(most);
        return this;
    }

    /**
     * @param colour 0.., the same for what belongs together
     * @param dashed to tell two of one colour apart
     * @param ys NaN where there is no point
     */
    Charts line(String name, int colour, boolean dashed, List<Double> xs, List<Double> ys) {
        List<Double> shownXs = new ArrayList<>();
        List<Double> shownYs = new ArrayList<>();
        for (int i = 0; i < xs.size(); i++) {
            if (!Double.isNaN(ys.get(i))) {
                shownXs.add(xs.get(i));
                shownYs.add(ys.get(i));
            }
        }
        if (shownXs.isEmpty()) {
            return this;
        }
        empty = false;
        XYSeries series = chart.addSeries(name, shownXs, shownYs);
        series.setLineColor(COLOURS[colour % COLOURS.length]);
        series.setMarkerColor(COLOURS[colour % COLOURS.length]);
        series.setMarker(xs.size() > 40 ? SeriesMarkers.NONE : MARKERS[colour % MARKERS.length]);
        series.setLineStyle(dashed ? SeriesLines.DASH_DASH : SeriesLines.SOLID);
        if (!dashed) {
            series.setLineStyle(new BasicStroke(1.8f));
        }
        return this;
    }

    /** Writes nothing when there is nothing to show. */
    void write(Path file) throws BadFileException {
        if (empty) {
            return;
        }
        try {
            BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
        } catch (IOException e) {
            throw new BadFileException(file + ": cannot be written: " + e.getMessage());
        }
    }
}
