output "channels" {
  description = "Ids of all channels that alerts go to, for alerts made elsewhere."
  value       = local.channels
}

output "alerts" {
  description = "Id of each alert by its last word."
  value = merge(
    { for key, alert in google_monitoring_alert_policy.metric : key => alert.name },
    { for key, alert in google_monitoring_alert_policy.promql : key => alert.name },
    { for key, alert in google_monitoring_alert_policy.uptime : "${key}-down" => alert.name },
  )
}

output "uptime_checks" {
  description = "Id of each uptime check by its last word."
  value       = { for key, check in google_monitoring_uptime_check_config.this : key => check.uptime_check_id }
}
