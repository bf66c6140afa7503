output "id" {
  description = "Id of the cache."
  value       = azurerm_managed_redis.this.id
}

output "name" {
  description = "Name of the cache."
  value       = azurerm_managed_redis.this.name
}

output "host" {
  description = "Host name of the cache, private."
  value       = azurerm_managed_redis.this.hostname
}

output "port" {
  description = "Port of the cache, TLS only."
  value       = 10000
}
