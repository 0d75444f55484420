"""The collector of Grafana: dashboards by selector, and alerts by label."""
