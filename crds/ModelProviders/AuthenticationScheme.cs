namespace K8sRouter.Crds.ModelProviders;

/// <summary>How a credential is sent to a provider.</summary>
public enum AuthenticationScheme
{
    /// <summary>As <c>Authorization: Bearer</c>.</summary>
    Bearer,

    /// <summary>As the value of a header of its own, named by <c>header</c>.</summary>
    Header,

    /// <summary>As a short-lived access token made from a Google service account.</summary>
    GoogleToken,
}
