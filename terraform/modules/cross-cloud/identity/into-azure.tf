locals {
  azure_credentials = merge(
    merge([for key, entry in var.into_azure : {
      for id in entry.gcp_service_account_ids : "${key}/gcp-${id}" => {
        identity = key
        name     = "gcp-${id}"
        issuer   = local.google_issuer
        subject  = id
      }
    }]...),
    merge([for key, entry in var.into_azure : {
      for trusted in entry.aws_subjects : "${key}/aws-${substr(sha1("${trusted.issuer} ${trusted.subject}"), 0, 8)}" => {
        identity = key
        name     = "aws-${substr(sha1("${trusted.issuer} ${trusted.subject}"), 0, 8)}"
        issuer   = trusted.issuer
        subject  = trusted.subject
      }
    }]...),
  )
}

resource "azurerm_user_assigned_identity" "this" {
  for_each = var.into_azure

  name                = "${local.name}-${each.key}"
  resource_group_name = var.resource_group_name
  location            = var.location
  tags                = local.tags
}

resource "azurerm_federated_identity_credential" "this" {
  for_each = local.azure_credentials

  name                      = each.value.name
  user_assigned_identity_id = azurerm_user_assigned_identity.this[each.value.identity].id
  issuer                    = each.value.issuer
  subject                   = each.value.subject
  # The only audience that Entra takes in the public cloud.
  audience = ["api://AzureADTokenExchange"]
}
