output "profile_id" {
  description = "Id of the Front Door profile."
  value       = azurerm_cdn_frontdoor_profile.this.id
}

output "profile_guid" {
  description = "Value of the header X-Azure-FDID, by which an origin knows that a request came through this profile."
  value       = azurerm_cdn_frontdoor_profile.this.resource_guid
}

output "host" {
  description = "Host name of the endpoint, to which custom domains point."
  value       = azurerm_cdn_frontdoor_endpoint.this.host_name
}

output "validation_tokens" {
  description = "Value of the TXT record _dnsauth.<domain> of each custom domain."
  value       = { for key, domain in azurerm_cdn_frontdoor_custom_domain.this : key => domain.validation_token }
}
