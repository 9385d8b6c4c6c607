namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>An object to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">Its bytes, from the stream's beginning.</param>
/// <param name="Properties">What is kept with it.</param>
/// <param name="IfGeneration">Generation that must be there: 0 = none.</param>
internal sealed record GcsUpload(string Name, Stream Content, ObjectProperties Properties, long IfGeneration);
