namespace K8sRouter.Sidecar.Configuration;

/// <summary>The configuration in force.</summary>
internal interface IConfigurationSource
{
    /// <summary>Null: none was ever accepted, and every call gets 503.</summary>
    ActiveConfiguration? Current { get; }
}
