/** Types that are known to cost something, and why no price of it is told. */
export const UNPRICED: Readonly<Record<string, string>> = {
  azurerm_managed_redis:
    'Azure Managed Redis is billed by size and hour, and the price file has no price of it',
  azurerm_monitor_scheduled_query_rules_alert_v2:
    'log alerts are billed by rule and frequency, and the price file has no price of them',
  azurerm_application_insights_standard_web_test:
    'standard web tests are billed by execution, and the price file has no price of them',
  google_firestore_backup_schedule:
    'backups of Firestore are billed by GB, and the price file has no price of them',
}
